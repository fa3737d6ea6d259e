"""`python -m simulate` is `crossbits`."""

from simulate.cli import main

main()

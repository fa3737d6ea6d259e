"""How long a newcomer waits: whole commands in processes of their own, start-up included.

Run by `make bench`. Prints the median of REPEATS runs with the fastest and the slowest.
"""

import subprocess
import sys
import time
from statistics import median

REPEATS = 7
COMMANDS = [["--version"], ["run", "-n", "1000"], ["run"], ["code", "--steps"]]


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "simulate", *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    print(f"{'command':<24} {'median':>8} {'fastest':>8} {'slowest':>8}   ({REPEATS} runs, seconds)")
    times: dict[str, list[float]] = {" ".join(arguments): [] for arguments in COMMANDS}
    for _ in range(REPEATS):
        for arguments in COMMANDS:  # alternating, so that a slow moment of the machine falls on all of them
            times[" ".join(arguments)].append(seconds(arguments))
    for command, runs in times.items():
        print(f"crossbits {command:<14} {median(runs):8.2f} {min(runs):8.2f} {max(runs):8.2f}")


if __name__ == "__main__":
    main()

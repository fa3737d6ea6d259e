"""Machines and experiments: what the codes of `coding` cost when symbols are really drawn and encoded."""

from simulate.experiment import cross_table, measure
from simulate.machine import Machine
from simulate.measurement import CrossTable, Measurement

__all__ = ["CrossTable", "Machine", "Measurement", "cross_table", "measure"]

"""How tests wait: as every trial of real processes does."""

from tools.trial.waiting import PATIENCE, wait_until

__all__ = ["PATIENCE", "wait_until"]

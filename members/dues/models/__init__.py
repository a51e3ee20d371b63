"""What is owed: the dues regulations, version by version."""

from .fee_regulations import FeeRegulations
from .regulations import FeeBook

__all__ = ["FeeBook", "FeeRegulations"]

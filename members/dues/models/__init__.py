"""What is owed: the dues regulations, what they depend on for each member, and the runs that charge it."""

from .facts import Circumstance, DeclaredNumber, IndexValue
from .fee_regulations import FeeRegulations
from .regulations import FeeBook
from .runs import DuesRun, DuesRunRow

__all__ = ["Circumstance", "DeclaredNumber", "DuesRun", "DuesRunRow", "FeeBook", "FeeRegulations", "IndexValue"]

"""What is owed: the dues regulations, what they depend on for each member, and the runs that charge it."""

from .declarations import DeclarationRound, Objection, Wish, YearlyDeclaration
from .facts import Circumstance, DeclaredNumber, IndexValue
from .fee_regulations import FeeRegulations
from .levies import DecidedLevy
from .regulations import FeeBook
from .runs import DuesRun, DuesRunRow
from .settings import DuesSettings

__all__ = [
    "Circumstance",
    "DecidedLevy",
    "DeclarationRound",
    "DeclaredNumber",
    "DuesRun",
    "DuesRunRow",
    "DuesSettings",
    "FeeBook",
    "FeeRegulations",
    "IndexValue",
    "Objection",
    "Wish",
    "YearlyDeclaration",
]

"""The typed content of one version of the dues regulations, as `FeeRegulations.body` stores it."""

from .base import Amounts, Bound, Cents, Number, Per, Percent, Range, Tax, When
from .book import ChangeFrom, FeeBook, FeeYear, Index, Rounding, StatusOn
from .declared import (
    Classification,
    Declaration,
    IfMissing,
    Measured,
    MemberClass,
    Quantity,
    Rounded,
    Shift,
    Trait,
    Weight,
)
from .payment import AdmissionFee, BankingDay, By, Due, EdgeMonth, Method, Newcomers, Payment, Plan, Proration, Step
from .reductions import Combine, Counted, Hardship, Kindness, Reduction, Within, Years
from .tariffs import Agreed, Band, Chosen, Fee, Further, Levy, LevyShare, Matrix, PerUnit, Row, Scale, Several, Share

__all__ = [
    "AdmissionFee", "Agreed", "Amounts", "Band", "BankingDay", "Bound", "By", "Cents", "ChangeFrom", "Chosen",
    "Classification", "Combine", "Counted", "Declaration", "Due", "EdgeMonth", "Fee", "FeeBook", "FeeYear", "Further",
    "Hardship", "IfMissing", "Index", "Kindness", "Levy", "LevyShare", "Matrix", "Measured", "MemberClass", "Method",
    "Newcomers", "Number", "Payment", "Per", "PerUnit", "Percent", "Plan", "Proration", "Quantity", "Range",
    "Reduction", "Rounded", "Rounding", "Row", "Scale", "Several", "Share", "Shift", "StatusOn", "Step", "Tax",
    "Trait", "Weight", "When", "Within", "Years",
]  # fmt: skip

"""What is owed, from the regulations and the facts of one member, explained line by line; pure."""

from .assessing import fee_period, fees_for
from .facts import ALWAYS, Declared, Facts, Held, Index, Period, Relief, Resting, Source, Span
from .result import Assessment, Instalment, Kind, Line, Missing, Purpose, TaxPart

__all__ = [
    "ALWAYS", "Assessment", "Declared", "Facts", "Held", "Index", "Instalment", "Kind", "Line", "Missing", "Period",
    "Purpose", "Relief", "Resting", "Source", "Span", "TaxPart", "fee_period", "fees_for",
]  # fmt: skip

"""The typed content of one version of the statutes: what a rules file holds and `Statutes.rules` stores."""

from .base import (
    Appeal,
    Counts,
    Decision,
    Form,
    Holder,
    Length,
    Majority,
    MonthDay,
    Need,
    Rules,
    Tie,
    Unit,
)  # fmt: skip
from .bodies import BoardRules, Body, BodyKind, GeneralMeeting, Office, Representation26, Represents, Share
from .book import Dissolution, Duties, FiscalYear, Rulebook
from .joining import (
    Admission,
    By,
    MinimumTerm,
    Mode,
    Objection,
    Payment,
    Reasons,
    Start,
    StartAt,
    TermCount,
    Transfer,
    Veto,
)  # fmt: skip
from .leaving import (
    ArrearsRemoval,
    AutomaticEnd,
    EarliestExit,
    EndAt,
    EndEvent,
    EndWhen,
    Exclusion,
    Exit,
    ExitDate,
    Leaving,
    Procedure,
    Suspension,
)  # fmt: skip
from .types import AtAge, Cap, Change, FeeKind, Link, Representation, TypeFee, TypeRule, Vote

__all__ = [
    "Admission", "Appeal", "ArrearsRemoval", "AtAge", "AutomaticEnd", "BoardRules", "Body", "BodyKind", "By", "Cap",
    "Change", "Counts", "Decision", "Dissolution", "Duties", "EarliestExit", "EndAt", "EndEvent", "EndWhen",
    "Exclusion", "Exit", "ExitDate", "FeeKind", "FiscalYear", "Form", "GeneralMeeting", "Holder", "Leaving", "Length",
    "Link", "Majority", "MinimumTerm", "Mode", "MonthDay", "Need", "Objection", "Office", "Payment", "Procedure",
    "Reasons", "Representation", "Representation26", "Represents", "Rulebook", "Rules", "Share", "Start", "StartAt",
    "Suspension", "TermCount", "Tie", "Transfer", "TypeFee", "TypeRule", "Unit", "Veto", "Vote",
]  # fmt: skip

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
    Part,
    Rules,
    Tie,
    Unit,
)  # fmt: skip
from .bodies import (
    BoardRules,
    Body,
    BodyKind,
    CoOption,
    GeneralMeeting,
    Matter,
    Office,
    Reconvening,
    Representation26,
    Represents,
    Resolution,
    Share,
    Sitting,
)  # fmt: skip
from .book import Dissolution, Duties, FiscalYear, LegalForm, Rulebook
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
    Way,
)  # fmt: skip
from .types import AtAge, Cap, Change, FeeKind, Link, Representation, Since, TypeFee, TypeRule, Vote

__all__ = [
    "Admission", "Appeal", "ArrearsRemoval", "AtAge", "AutomaticEnd", "BoardRules", "Body", "BodyKind", "By", "Cap",
    "Change", "CoOption", "Counts", "Decision", "Dissolution", "Duties", "EarliestExit", "EndAt", "EndEvent", "EndWhen",
    "Exclusion", "Exit", "ExitDate", "FeeKind", "FiscalYear", "Form", "GeneralMeeting", "Holder", "Leaving",
    "LegalForm", "Length", "Link", "Majority", "Matter", "MinimumTerm", "Mode", "MonthDay", "Need", "Objection",
    "Office", "Part", "Payment", "Procedure", "Reasons", "Reconvening", "Representation", "Representation26",
    "Represents", "Resolution", "Rulebook", "Rules", "Share", "Since", "Sitting", "Start", "StartAt", "Suspension",
    "TermCount", "Tie", "Transfer", "TypeFee", "TypeRule", "Unit", "Veto", "Vote", "Way",
]  # fmt: skip

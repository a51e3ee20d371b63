"""What an election brought: results as entered, what is known beside them, and the changes they make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from members.board.models import Term
from members.models import Person
from members.models.rulebook import Office, Rulebook

from .terms import office_name


@dataclass(frozen=True)
class Result:
    """One seat: who has it from now on (None: nobody), and whose term it ends.

    `from_on` None: as the statutes say; `until_on` (exclusive) limits the term, an acting holder's for example.
    """

    office_key: str
    person: Person | None
    seat: str = ""
    replaces: Term | None = None
    from_on: date | None = None
    until_on: date | None = None
    how: str = Term.How.ELECTED
    in_absence: bool = False
    note: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known when results come in: all terms there ever were, and the membership types of people on the day.

    Who is missing in `types` is no member; `without_account` are people who cannot sign in yet.
    """

    rulebook: Rulebook
    elected_on: date
    terms: Sequence[Term]
    types: dict[int, frozenset[str]] = field(default_factory=dict)
    without_account: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Ending:
    term: Term
    until_on: date
    how: str


@dataclass(frozen=True)
class Change:
    """What one result does: a term that begins (not written yet), one that ends, or both."""

    result: Result
    office: Office
    begins: Term | None
    ends: Ending | None

    @property
    def title(self) -> str:
        return office_name(self.office, self.begins.form) if self.begins else self.office.name


@dataclass(frozen=True)
class Plan:
    """`obstacles` forbid it all; `warnings` say where the statutes are not met, and forbid nothing."""

    changes: tuple[Change, ...]
    obstacles: tuple[str, ...]
    warnings: tuple[str, ...]

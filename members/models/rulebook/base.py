"""What every part of a rulebook is made of: strict records, lengths of time, days of the year, who decides and how."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import core_schema


class Rules(BaseModel):
    """A part of a rulebook: never changed once made, and it refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_enum_values=False)


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


# `decided_by: board` and `decided_by: [board, advisory_board]` (together) both say what they mean.
Keys = Annotated[tuple[Key, ...], BeforeValidator(_as_list)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]


class Unit(TextChoices):
    DAYS = "days", _("days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")


@dataclass(frozen=True)
class Length:
    """A length of time as statutes write it: "3 months", "6 weeks", "14 days". Written as one string in a file."""

    number: int
    unit: Unit

    _PATTERN = re.compile(r"^(\d{1,3}) (day|week|month|quarter|year)s?$")

    @classmethod
    def parse(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        if not (match := cls._PATTERN.match(str(value).strip().lower())):
            raise ValueError(gettext_noop("Write a length like “3 months”, “6 weeks” or “14 days”."))
        number, word = int(match[1]), match[2]
        return cls(number * 3, Unit.MONTHS) if word == "quarter" else cls(number, Unit(word + "s"))

    def __str__(self) -> str:
        return f"{self.number} {self.unit.value if self.number != 1 else self.unit.value[:-1]}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "examples": ["3 months", "6 weeks", "14 days", "1 year"]}


@dataclass(frozen=True, order=True)
class MonthDay:
    """A day of every year, written "MM-DD"; "02-29" means the last day of February."""

    month: int
    day: int

    @classmethod
    def parse(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        try:
            in_leap_year = date.fromisoformat(f"2000-{value}")
        except ValueError:
            raise ValueError(gettext_noop("Write a day of the year like “09-30”: month, hyphen, day.")) from None
        return cls(in_leap_year.month, in_leap_year.day)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\d\d-\d\d$", "examples": ["09-30", "12-31", "02-29"]}


class Holder(TextChoices):
    """Who may hold a membership."""

    PERSON = "person", _("natural person")
    COMPANY = "company", _("company or other legal person")
    PARTNERSHIP = "partnership", _("partnership or group of persons")
    ASSOCIATION = "association", _("association or foundation")
    PUBLIC_BODY = "public_body", _("public body or town")


class Form(TextChoices):
    """How a declaration reaches the association. A required written form is met by e-mail (§ 127 (2) BGB)."""

    ORAL = "oral", _("orally")
    TEXT = "text", _("in text form")
    WRITTEN = "written", _("in writing")
    SIGNED = "signed", _("signed declaration")
    PRINTED = "printed", _("printed form, signed")
    SCANNED = "scanned", _("signed and scanned")
    EMAIL = "email", _("by e-mail")
    FAX = "fax", _("by fax")
    DIGITAL = "digital", _("online")
    POST = "post", _("by post")
    REGISTERED = "registered", _("by registered letter")
    RETURN_RECEIPT = "return_receipt", _("by registered letter with return receipt")


Forms = Annotated[tuple[Form, ...], BeforeValidator(_as_list)]


class Counts(TextChoices):
    """From which moment a period runs."""

    RECEIPT = "receipt", _("receipt")
    DISPATCH = "dispatch", _("dispatch")
    ANNOUNCEMENT = "announcement", _("announcement")
    DECISION = "decision", _("the decision")


class Majority(TextChoices):
    SIMPLE = "simple", _("simple majority")
    ABSOLUTE = "absolute", _("absolute majority")
    TWO_THIRDS = "two_thirds", _("two thirds of the votes cast")
    THREE_QUARTERS = "three_quarters", _("three quarters of the votes cast")
    UNANIMOUS = "unanimous", _("unanimously")


class Tie(TextChoices):
    REFUSED = "refused", pgettext_lazy("a tie", "counts as refusal")
    ACCEPTED = "accepted", pgettext_lazy("a tie", "counts as consent")
    CHAIR = "chair", pgettext_lazy("a tie", "the chair decides")


def _yes_no(value: Any) -> Any:
    """YAML reads a bare yes or no as a truth value."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class Need(TextChoices):
    """How far something is asked for."""

    NO = "no", _("no")
    ON_REQUEST = "on_request", _("on request")
    YES = "yes", _("yes")
    YEARLY = "yearly", _("every year")


class Part(Rules):
    """A fraction, as statutes write it: one third, one seventh."""

    numerator: int = Field(ge=1, title=gettext_noop("at least"))
    denominator: int = Field(ge=1, title=gettext_noop("of"))

    def least(self, total: int) -> int:
        """The smallest number of `total` that is at least this part: one seventh of 34 is 5."""
        return -(-total * self.numerator // self.denominator)


def _as_decision(value: Any) -> Any:
    """`decided_by: board` is short for a simple majority of the board."""
    return {"body": value} if isinstance(value, str | list | tuple) else value


YesNo = Annotated[Need, BeforeValidator(_yes_no)]


class Decision(Rules):
    """Who decides, and how votes are counted. An abstention counts as no vote (L-GOV-5)."""

    # Several bodies decide together, or (`any_of`) whichever of them takes the matter up.
    body: Keys = Field((), title=gettext_noop("decided by"))
    any_of: bool = Field(False, title=gettext_noop("any one of these bodies is enough"))
    majority: Majority = Field(Majority.SIMPLE, title=gettext_noop("majority"))
    tie: Tie = Field(Tie.REFUSED, title=gettext_noop("a tie"))
    # Office -> number of votes where it is not one: {"chair": 2}.
    votes: dict[Key, int] = Field({}, title=gettext_noop("votes of single offices"))
    secret: bool = Field(False, title=gettext_noop("secret ballot"))
    in_writing: bool = Field(False, title=gettext_noop("decided in writing"))
    at_next_meeting: bool = Field(False, title=gettext_noop("at the next meeting"))
    ordinary_meeting: bool = Field(False, title=gettext_noop("only at an ordinary meeting"))
    proposed_by: Keys = Field((), title=gettext_noop("proposed by"))
    consent_of: Keys = Field((), title=gettext_noop("with the consent of"))
    confirmed_by: Keys = Field((), title=gettext_noop("confirmed by"))
    # Without a majority the matter goes on to another body: "without majority the next general meeting".
    otherwise: Annotated["Decision | None", BeforeValidator(_as_decision)] = Field(
        None, title=gettext_noop("without a majority")
    )
    final: bool = Field(False, title=gettext_noop("the decision is final"))


DecidedBy = Annotated[Decision, BeforeValidator(_as_decision)]


class Appeal(Rules):
    """What somebody refused or excluded may do about it."""

    possible: bool = Field(True, title=gettext_noop("possible"))
    period: Length | None = Field(None, title=gettext_noop("within"))
    counts: Counts = Field(Counts.RECEIPT, title=gettext_noop("counted from"))
    starts_after: Length | None = Field(None, title=gettext_noop("starting after"))
    form: Forms = Field((), title=gettext_noop("form"))
    to: Keys = Field((), title=gettext_noop("addressed to"))
    decision: DecidedBy = Field(Decision(), title=gettext_noop("decision on it"))
    suspensive: bool = Field(False, title=gettext_noop("has suspensive effect"))
    missed_accepts: bool = Field(False, title=gettext_noop("whoever misses it accepts the decision"))
    note: Text = Field("", title=gettext_noop("remark"))

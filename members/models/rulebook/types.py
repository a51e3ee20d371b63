"""Kinds of membership: who may become one, what it gives, and when it changes by itself."""

from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from .base import DecidedBy, Holder, Key, Keys, Length, Need, Rules, Text, Texts, YesNo, _as_list, _yes_no
from .joining import Admission
from .leaving import Exit


class AtAge(TextChoices):
    """When an age limit takes effect."""

    BIRTHDAY = "birthday", _("on the birthday")
    YEAR_END = "year_end", _("at the end of the calendar year")
    FISCAL_YEAR_END = "fiscal_year_end", _("at the end of the fiscal year")


class Since(TextChoices):
    """From which day the time of a type is counted."""

    START = "start", _("the first day of the membership type")
    APPLICATION = "application", _("the day of the application")


class Change(Rules):
    """What happens by itself after an age or a time: another type from the next day on, or the end of the membership.

    `then` is the key of the new type; without it the membership ends. With `choice` the member decides first.
    """

    at_age: int | None = Field(None, ge=1, le=120, title=gettext_noop("at the age of"))
    when: AtAge = Field(AtAge.BIRTHDAY, title=gettext_noop("takes effect"))
    grace_years: int = Field(0, ge=0, le=20, title=gettext_noop("years of grace"))
    after: Length | None = Field(None, title=gettext_noop("after a membership of"))
    since: Since = Field(Since.START, title=gettext_noop("counted from"))
    then: Key | None = Field(None, title=gettext_noop("becomes"))
    choice: bool = Field(False, title=gettext_noop("the member chooses"))


class Vote(TextChoices):
    YES = "yes", _("entitled to vote")
    NO = "no", _("no vote")
    ADVISORY = "advisory", _("advises without a vote")
    UNSTATED = "unstated", _("not stated")


class Representation(Rules):
    """Who acts for a company or another body that is the member."""

    named: bool = Field(False, title=gettext_noop("represented by a named person"))
    role: Text = Field("", title=gettext_noop("who may represent"))
    in_doubt: Text = Field("", title=gettext_noop("in doubt"))
    # None: as many as the member likes.
    delegates_max: int | None = Field(1, ge=1, title=gettext_noop("named persons at most"))
    deputy: bool = Field(False, title=gettext_noop("with a deputy"))
    whoever_is_present_votes: bool = Field(False, title=gettext_noop("the representative who is present votes"))
    replaced_on_loss: bool = Field(False, title=gettext_noop("replaced when the position is lost"))
    seats_included: int = Field(1, ge=1, title=gettext_noop("persons included"))


class Cap(Rules):
    """How many there may be. A quota is a share of all members after the admission."""

    members_max: int | None = Field(None, ge=1, title=gettext_noop("members at most"))
    percent_of_all: int | None = Field(None, ge=1, le=100, title=gettext_noop("at most percent of all members"))
    per_company: int | None = Field(None, ge=1, title=gettext_noop("per company at most"))
    per_trade: int | None = Field(None, ge=1, title=gettext_noop("per industry at most"))
    unless_holder_agrees: bool = Field(False, title=gettext_noop("more if the present holder agrees"))


class Link(Rules):
    """A membership that hangs on another one: an affiliated company, a spouse, an employee."""

    to: Keys = Field((), title=gettext_noop("linked to a member of type"))
    ends_with: Texts = Field((), title=gettext_noop("ends with"))


class FeeKind(TextChoices):
    """What the statutes say about the fee of a type; the amounts stand in the dues regulations."""

    REGULATED = "regulated", _("as in the dues regulations")
    NONE = "none", _("no fee")
    SHARE = "share", _("a share of another fee")
    VOLUNTARY = "voluntary", _("voluntary")
    AT_LEAST = "at_least", _("at least that of another type")
    AGREED = "agreed", _("by agreement")
    OPEN = "open", _("no fixed fee")


class TypeFee(Rules):
    kind: FeeKind = Field(FeeKind.REGULATED, title=gettext_noop("fee"))
    percent: int | None = Field(None, ge=0, le=100, title=gettext_noop("percent"))
    of_type: Key | None = Field(None, title=gettext_noop("of the fee of"))


class TypeRule(Rules):
    """One kind of membership, as the statutes describe it."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    who: Text = Field("", title=gettext_noop("who may become one"))
    holders: Annotated[tuple[Holder, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("held by"))
    # Statements an applicant confirms and the board checks: "business or home in the district".
    conditions: Texts = Field((), title=gettext_noop("conditions"))
    proof: YesNo = Field(Need.NO, title=gettext_noop("proof"))
    exceptions_by: Keys = Field((), title=gettext_noop("exceptions allowed by"))
    min_age: int | None = Field(None, ge=0, le=120, title=gettext_noop("youngest age at joining"))
    max_age: int | None = Field(None, ge=0, le=120, title=gettext_noop("oldest age at joining"))
    only_after: Keys = Field((), title=gettext_noop("only for those who were before"))
    min_years_of_membership: int | None = Field(None, ge=0, title=gettext_noop("years of membership before"))
    years_unbroken: bool = Field(False, title=gettext_noop("these years without a break"))
    merit_suffices: bool = Field(False, title=gettext_noop("or for merit, without these years"))
    # A young business: the calendar year in which it was founded and this many more.
    years_after_founding: int | None = Field(
        None, ge=0, le=20, title=gettext_noop("calendar years after the business was founded")
    )
    vote: Annotated[Vote, BeforeValidator(_yes_no)] = Field(Vote.UNSTATED, title=gettext_noop("vote"))
    votes: int = Field(1, ge=0, title=gettext_noop("votes"))
    vote_from_age: int | None = Field(None, ge=0, le=120, title=gettext_noop("vote from the age of"))
    eligible: bool | None = Field(None, title=gettext_noop("may be elected"))
    eligible_for: Keys = Field((), title=gettext_noop("only to the offices"))
    not_eligible_for: Keys = Field((), title=gettext_noop("not to the offices or bodies"))
    rights: Text = Field("", title=gettext_noop("further rights"))
    fee: TypeFee = Field(TypeFee(), title=gettext_noop("fee"))
    granted: DecidedBy | None = Field(None, title=gettext_noop("granted by"))
    certificate: bool = Field(False, title=gettext_noop("certificate"))
    for_life: bool = Field(False, title=gettext_noop("for life"))
    cap: Cap = Field(Cap(), title=gettext_noop("limits"))
    representation: Representation | None = Field(None, title=gettext_noop("representation"))
    link: Link | None = Field(None, title=gettext_noop("linked membership"))
    changes: Annotated[tuple[Change, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("changes by itself")
    )
    # Where a type is admitted or leaves by rules of its own.
    admission: Admission | None = Field(None, title=gettext_noop("own rules of admission"))
    exit: Exit | None = Field(None, title=gettext_noop("own rules of leaving"))
    # A group inside the association with a membership of its own, beside the one in the association.
    group_of_its_own: bool = Field(False, title=gettext_noop("a group inside the association"))
    note: Text = Field("", title=gettext_noop("remark"))

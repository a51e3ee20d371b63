"""Admission: how somebody becomes a member."""

from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from .base import Appeal, Counts, DecidedBy, Form, Forms, Keys, Length, Need, Rules, Text, Texts, YesNo, _as_list


class Mode(TextChoices):
    DECISION = "decision", _("by decision on an application")
    DECLARATION = "declaration", _("by declaration; the association may refuse afterwards")
    INVITATION = "invitation", _("by invitation only")


class Reasons(TextChoices):
    """Whether a refusal says why."""

    OPTIONAL = "optional", _("may be given")
    REQUIRED = "required", _("must be given")
    NONE = "none", _("are not given")


class By(TextChoices):
    """Who may object."""

    MEMBERS = "members", _("every member")
    APPLICANT = "applicant", _("the applicant")
    GENERAL_MEETING = "general_meeting", _("the general meeting")
    BOARD = "board", _("the board")


class Objection(Rules):
    """An admission that has been announced waits for objections, or can still be undone (`undo`)."""

    by: Annotated[tuple[By, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("by"))
    announced_to: Annotated[tuple[By, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("announced to"))
    period: Length | None = Field(None, title=gettext_noop("within"))
    counts: Counts = Field(Counts.ANNOUNCEMENT, title=gettext_noop("counted from"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    undo: bool = Field(False, title=gettext_noop("the admission counts until then"))


class Veto(Rules):
    """Where a declaration makes the membership, the body that may still refuse it."""

    by: Keys = Field(("board",), title=gettext_noop("by"))
    period: Length = Field(title=gettext_noop("within"))
    counts: Counts = Field(Counts.RECEIPT, title=gettext_noop("counted from"))
    form: Forms = Field((), title=gettext_noop("form"))
    reasons: Reasons = Field(Reasons.OPTIONAL, title=gettext_noop("reasons"))


class StartAt(TextChoices):
    """The first day of a membership."""

    DECISION = "decision", _("the day of the decision")
    NEXT_MONTH = "next_month", _("the first day of the month after the decision")
    APPLICATION = "application", _("the day of the application")
    APPLICATION_MONTH = "application_month", _("the first day of the month of the application")
    PAYMENT = "payment", _("the day of the first payment")
    REGISTER = "register", _("the entry in the list of members")
    STATUTES_HANDED_OVER = "statutes_handed_over", _("the day the statutes are handed over")
    NEXT_YEAR = "next_year", _("the first day of the next fiscal year")


class Payment(TextChoices):
    """What must be paid before rights or membership begin."""

    ADMISSION_FEE = "admission_fee", _("the admission fee")
    YEAR = "year", _("the fee of the year")


class Start(Rules):
    at: StartAt = Field(StartAt.DECISION, title=gettext_noop("begins with"))
    # Nothing begins before this is paid.
    needs_payment: Annotated[tuple[Payment, ...], BeforeValidator(_as_list)] = Field(
        (), title=gettext_noop("only when paid")
    )
    # Membership has begun, but rights and duties wait for the payment.
    rights_need_payment: bool = Field(False, title=gettext_noop("rights only with the payment"))


class TermCount(TextChoices):
    FROM_JOINING = "from_joining", _("from the day of joining")
    CALENDAR_YEAR = "calendar_year", _("as full calendar years")
    FISCAL_YEAR = "fiscal_year", _("as full fiscal years")


class MinimumTerm(Rules):
    length: Length = Field(title=gettext_noop("length"))
    counts: TermCount = Field(TermCount.FROM_JOINING, title=gettext_noop("counted"))


class Transfer(Rules):
    """Members of a sister body who move."""

    of: Text = Field(title=gettext_noop("members of"))
    must_be_accepted: bool = Field(True, title=gettext_noop("must be admitted"))
    admission_fee_waived: bool = Field(False, title=gettext_noop("without admission fee"))


class Admission(Rules):
    mode: Mode = Field(Mode.DECISION, title=gettext_noop("membership arises"))
    form: Forms = Field((Form.TEXT,), title=gettext_noop("form of the application"))
    to: Keys = Field((), title=gettext_noop("addressed to"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    refusal_decision: DecidedBy | None = Field(None, title=gettext_noop("a refusal is decided by"))
    refusal_reasons: Reasons = Field(Reasons.OPTIONAL, title=gettext_noop("reasons of a refusal"))
    decision_form: Forms = Field((), title=gettext_noop("form of the notice"))
    silence_accepts_after: Length | None = Field(None, title=gettext_noop("accepted without an answer after"))
    objection: Objection | None = Field(None, title=gettext_noop("objection"))
    veto: Veto | None = Field(None, title=gettext_noop("veto"))
    appeal: Appeal | None = Field(None, title=gettext_noop("appeal"))
    start: Start = Field(Start(), title=gettext_noop("beginning"))
    minimum_term: MinimumTerm | None = Field(None, title=gettext_noop("minimum term"))
    guest_visits: int = Field(0, ge=0, title=gettext_noop("meetings as a guest before"))
    guest_period: Length | None = Field(None, title=gettext_noop("time as a guest before"))
    sponsors: int = Field(0, ge=0, title=gettext_noop("sponsors needed"))
    conditions: Texts = Field((), title=gettext_noop("conditions"))
    consents: Texts = Field((), title=gettext_noop("further consents on the form"))
    proof: YesNo = Field(Need.NO, title=gettext_noop("proof of business"))
    debit_mandate: bool = Field(False, title=gettext_noop("with a direct debit mandate"))
    transfer: Transfer | None = Field(None, title=gettext_noop("transfer from a sister body"))
    note: Text = Field("", title=gettext_noop("remark"))

"""The rulebook: everything one version of the statutes says that software can compute or show."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import Field

from .base import DecidedBy, Key, MonthDay, Rules, Text, Texts
from .bodies import BoardRules, Body, GeneralMeeting, Office
from .joining import Admission
from .leaving import Leaving
from .types import TypeRule


class FiscalYear(Rules):
    """The year of accounts and dues: it starts on `start`, and ends the day before (so 1 March to end of February)."""

    start: MonthDay = Field(MonthDay(1, 1), title=gettext_noop("begins on"))
    # The first year may be shorter or longer: its last day.
    first_year_ended_on: date | None = Field(None, title=gettext_noop("the first year ended on"))
    # An end that the statutes print and that does not exist every year, such as "29 February".
    printed_end: MonthDay | None = Field(None, title=gettext_noop("end as printed"))


class LegalForm(TextChoices):
    REGISTERED = "registered", _("registered association")
    UNREGISTERED = "unregistered", _("association without registration")
    GROUP = "group", _("group of another body")
    UNSTATED = "unstated", _("not stated")


class Duties(Rules):
    """What members owe beside the fee."""

    keep_contact_data_current: bool = Field(False, title=gettext_noop("report changed contact data"))
    else_counts_as_delivered: bool = Field(False, title=gettext_noop("otherwise what is sent counts as delivered"))
    declare_fee_data: bool = Field(False, title=gettext_noop("declare the data the fee depends on"))
    other: Texts = Field((), title=gettext_noop("further duties"))


class Dissolution(Rules):
    assets_to: Text = Field("", title=gettext_noop("the assets go to"))
    claims_of_members: bool = Field(False, title=gettext_noop("members have a claim to the assets"))
    consent_of: Text = Field("", title=gettext_noop("only with the consent of"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    # Where the meeting alone is not enough: a poll of all members must agree as well.
    poll: DecidedBy | None = Field(None, title=gettext_noop("also by a poll of all members"))
    note: Text = Field("", title=gettext_noop("remark"))


class Rulebook(Rules):
    legal_form: LegalForm = Field(LegalForm.UNSTATED, title=gettext_noop("Legal form"))
    part_of: Text = Field("", title=gettext_noop("Part of"))
    fiscal_year: FiscalYear = Field(FiscalYear(), title=gettext_noop("Fiscal year"))
    types: tuple[TypeRule, ...] = Field((), title=gettext_noop("Membership types"))
    admission: Admission = Field(Admission(), title=gettext_noop("Admission"))
    leaving: Leaving = Field(Leaving(), title=gettext_noop("Leaving"))
    bodies: tuple[Body, ...] = Field((), title=gettext_noop("Bodies"))
    offices: tuple[Office, ...] = Field((), title=gettext_noop("Offices"))
    board: BoardRules = Field(BoardRules(), title=gettext_noop("Board"))
    general_meeting: GeneralMeeting = Field(GeneralMeeting(), title=gettext_noop("General meeting"))
    duties: Duties = Field(Duties(), title=gettext_noop("Duties"))
    dissolution: Dissolution = Field(Dissolution(), title=gettext_noop("Dissolution"))
    structure: Text = Field("", title=gettext_noop("Structure"))
    data_protection: Text = Field("", title=gettext_noop("Data protection"))
    # Published rules that contradict themselves or are cut off; shown wherever they matter.
    remarks: Texts = Field((), title=gettext_noop("Remarks"))

    def type(self, key: str) -> TypeRule | None:
        """The rule of the membership type with this key."""
        return next((rule for rule in self.types if rule.key == key), None)

    def office(self, key: str) -> Office | None:
        return next((rule for rule in self.offices if rule.key == key), None)

    def body(self, key: Key) -> Body | None:
        return next((rule for rule in self.bodies if rule.key == key), None)

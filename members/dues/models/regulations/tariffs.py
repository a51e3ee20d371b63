"""How high a fee is: flat, by bands of a number, by class and size, for each unit, chosen, agreed, or a share."""

from decimal import Decimal
from typing import Annotated

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field

from members.models.rulebook import Rules
from members.models.rulebook.base import DecidedBy, Key, Keys, Text, _as_list

from .base import Cents, Number, Per, Percent, Range, Tax, When


class Band(Range):
    """One step of a scale. Without a lower bound it goes on where the band before ends."""

    name: Text = Field("", title=gettext_noop("name"))
    cents: Cents | None = Field(None, title=gettext_noop("amount"))
    # The monthly amount as printed, where it is not exactly a twelfth: neither is derived from the other.
    month_cents: Cents | None = Field(None, title=gettext_noop("amount a month as printed"))
    agreed: bool = Field(False, title=gettext_noop("by agreement"))


Bands = Annotated[tuple[Band, ...], BeforeValidator(_as_list)]


class Scale(Rules):
    by: Key = Field(title=gettext_noop("declared number"))
    bands: Bands = Field((), title=gettext_noop("bands"))
    note: Text = Field("", title=gettext_noop("remark"))


class Row(Rules):
    """The amounts of one class, in the order of the bands."""

    member_class: Key = Field(title=gettext_noop("class"))
    cents: tuple[Cents, ...] = Field((), title=gettext_noop("amounts in the order of the bands"))


class Matrix(Rules):
    """Class and size: branch and turnover, level of use and number of persons."""

    classes: Key = Field(title=gettext_noop("classification"))
    by: Key = Field(title=gettext_noop("declared number"))
    bands: Bands = Field((), title=gettext_noop("bands"))
    rows: Annotated[tuple[Row, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("amounts by class"))


class PerUnit(Rules):
    """So much for each: 2 euros a bed, 5 euros for each 1,000 euros of turnover begun, 0.35 euros a square metre."""

    quantity: Key = Field(title=gettext_noop("declared number"))
    cents_each: Number = Field(title=gettext_noop("cents for each"))
    each: Number = Field(Decimal(1), gt=0, title=gettext_noop("units"))
    started: bool = Field(False, title=gettext_noop("each one begun counts"))
    # Only what lies between these bounds: the first 10 are included, above 500 another rule.
    over: Number | None = Field(None, title=gettext_noop("only those above"))
    up_to: Number | None = Field(None, title=gettext_noop("only those up to"))
    min_cents: Cents | None = Field(None, title=gettext_noop("at least"))
    max_cents: Cents | None = Field(None, title=gettext_noop("at most"))


class Agreed(Rules):
    """An agreement with the single member, at least so much."""

    min_cents: Cents | None = Field(None, title=gettext_noop("at least"))
    decided_by: Keys = Field((), title=gettext_noop("with"))
    above_full_fee: bool = Field(False, title=gettext_noop("normally above the full fee"))


class Chosen(Rules):
    """The member chooses, at least so much. What is only recommended is owed by nobody who has not chosen it."""

    min_cents: Cents = Field(0, title=gettext_noop("at least"))
    recommended_cents: Cents | None = Field(None, title=gettext_noop("recommended"))


class Share(Rules):
    """A part of another fee, computed with this member's own data; or of the lowest fee there is."""

    percent: Percent = Field(title=gettext_noop("percent"))
    fee: Key | None = Field(None, title=gettext_noop("of the fee"))
    of_minimum: bool = Field(False, title=gettext_noop("of its lowest band"))


class Further(Rules):
    """Each further one costs a part of the fee: the second shop, the third site."""

    quantity: Key = Field(title=gettext_noop("declared number"))
    percent: Percent = Field(title=gettext_noop("percent of the fee for each further one"))


class Fee(Rules):
    """One annual fee and whom it is for. The amounts that are set are added up, then `min_cents`, `max_cents`."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    clause: Text = Field("", title=gettext_noop("clause of the dues regulations"))
    when: When = Field(When(), title=gettext_noop("for"))
    free: bool = Field(False, title=gettext_noop("no dues"))
    per: Per = Field(Per.YEAR, title=gettext_noop("amounts are for"))
    cents: Cents | None = Field(None, title=gettext_noop("amount"))
    month_cents: Cents | None = Field(None, title=gettext_noop("amount a month as printed"))
    scale: Scale | None = Field(None, title=gettext_noop("by a number"))
    matrix: Matrix | None = Field(None, title=gettext_noop("by class and size"))
    units: Annotated[tuple[PerUnit, ...], BeforeValidator(_as_list)] = Field((), title=gettext_noop("for each unit"))
    chosen: Chosen | None = Field(None, title=gettext_noop("chosen by the member"))
    agreed: Agreed | None = Field(None, title=gettext_noop("by agreement"))
    # Beside amounts: the fee is that, or what was agreed instead ("300 or by agreement").
    or_agreed: bool = Field(False, title=gettext_noop("or what was agreed"))
    share: Share | None = Field(None, title=gettext_noop("a share of another fee"))
    further: Further | None = Field(None, title=gettext_noop("each further one"))
    min_cents: Cents | None = Field(None, title=gettext_noop("at least"))
    max_cents: Cents | None = Field(None, title=gettext_noop("at most"))
    voluntary_more: bool = Field(False, title=gettext_noop("members may pay more"))
    # "125, or mutual free membership": no fee where this was agreed.
    free_if: Keys = Field((), title=gettext_noop("free with the features"))
    tax: Tax | None = Field(None, title=gettext_noop("value added tax of this fee"))
    set_by: DecidedBy | None = Field(None, title=gettext_noop("set by"))
    note: Text = Field("", title=gettext_noop("remark"))

    @property
    def states_an_amount(self) -> bool:
        return self.free or self.cents is not None or bool(
            self.scale or self.matrix or self.units or self.chosen or self.agreed or self.share
        )  # fmt: skip


class Several(TextChoices):
    """What counts where several fees fit one member."""

    FIRST = "first", _("the first that fits")
    HIGHEST = "highest", _("only the highest")
    SUM = "sum", _("all of them")


class LevyShare(TextChoices):
    """How a levy is spread over those who pay it."""

    EQUAL = "equal", _("in equal shares")
    BY_FEE = "by_fee", _("in proportion to the dues")
    UNSTATED = "unstated", _("not stated")


class Levy(Rules):
    """Money asked for beside the dues: only where the statutes allow it, and up to their limit (L-DUES-2)."""

    key: Key = Field(title=gettext_noop("key"))
    name: Text = Field(title=gettext_noop("name"))
    clause: Text = Field("", title=gettext_noop("clause of the statutes"))
    purpose: Text = Field("", title=gettext_noop("purpose"))
    when: When = Field(When(), title=gettext_noop("for"))
    # A single action: only those who take part pay, and nobody else (no levy on members, so no limit is needed).
    only_participants: bool = Field(False, title=gettext_noop("only those who take part"))
    share: LevyShare = Field(LevyShare.UNSTATED, title=gettext_noop("spread"))
    cap_percent: Number | None = Field(None, title=gettext_noop("at most percent of the annual dues"))
    cap_cents: Cents | None = Field(None, title=gettext_noop("at most"))
    once_per_company: bool = Field(False, title=gettext_noop("once for each company"))
    due_before_event: bool = Field(False, title=gettext_noop("due before the event"))
    decision: DecidedBy | None = Field(None, title=gettext_noop("decided by"))
    tax: Tax | None = Field(None, title=gettext_noop("value added tax"))

    @property
    def has_a_cap(self) -> bool:
        return self.cap_percent is not None or self.cap_cents is not None

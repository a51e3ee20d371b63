"""Reads: whose last reminder has passed without payment, so that the board may look into a removal (L-DUES-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from members.admission.models import Proceeding
from members.admission.rules.leaving import Arrears, why_not_remove_for_arrears
from members.billing.queries.arrears import Unpaid, unpaid_after_the_last
from members.models import Member, Membership
from members.models.rulebook import Rulebook
from members.queries.statutes import rulebook_on


@dataclass(frozen=True)
class HandedOver:
    """A member in arrears after the last reminder; `reason` why the statutes allow no removal yet, or None."""

    member: Member
    arrears: Arrears
    open_cents: int
    numbers: str
    reason: str | None

    @property
    def grounds(self) -> str:
        """To begin with: what is unpaid in spite of how many reminders."""
        count = self.arrears.reminders
        text = ngettext(
            "%(numbers)s unpaid in spite of %(n)d reminder.", "%(numbers)s unpaid in spite of %(n)d reminders.", count
        )
        return text % {"numbers": self.numbers, "n": count}


def handed_over(today: date, member_ids: Iterable[int] | None = None) -> list[HandedOver]:
    """Members who still belong and have no open proceeding; none where the statutes have no clause on arrears."""
    rulebook = rulebook_on(today)
    if not rulebook.leaving.arrears:
        return []
    unpaid = {row.account.member_id: row for row in unpaid_after_the_last(today, member_ids)}
    if not unpaid:
        return []
    belong = Membership.objects.on(today).filter(member__in=unpaid).values_list("member", flat=True)
    tried = Proceeding.objects.filter(member__in=unpaid, closed_on=None).values_list("member", flat=True)
    return [_handed_over(unpaid[pk], rulebook, today) for pk in sorted(set(belong) - set(tried))]


def _handed_over(row: Unpaid, rulebook: Rulebook, today: date) -> HandedOver:
    arrears = Arrears(row.unpaid_since, row.reminder_count, row.last_sent_on, threatened=row.threatened)
    reason = why_not_remove_for_arrears(rulebook, arrears, today)
    return HandedOver(row.account.member, arrears, row.open_cents, ", ".join(row.numbers), reason)

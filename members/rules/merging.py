"""Why two records cannot become one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from members.models import Company, Membership, Person

from .people import why_not_start_membership
from .seats import in_words


def why_not_merge(
    kept: Person | Company, merged: Person | Company, periods: Iterable[Membership], others: Iterable[Membership]
) -> str | None:
    """`periods` and `others` are the memberships of both: no two of a group may share a day."""
    if type(kept) is not type(merged) or kept.pk == merged.pk:
        return _("Choose two different people or two different companies.")
    mine = list(periods)
    for other in others:
        same = [period for period in mine if period.group == other.group]
        if why_not_start_membership(same, other.from_on, other.until_on):
            facts = {"name": merged, "period": in_words(other), "kept": kept}
            return _("Both were members at the same time: %(name)s %(period)s. Correct the memberships first.") % facts
    return None

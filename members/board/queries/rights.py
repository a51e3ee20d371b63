"""Which rights follow from which terms on a day."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet

from members.board.models import OfficeSetting, Term
from members.models import User
from members.models.rulebook import Rulebook
from members.queries import members_on


@dataclass(frozen=True, order=True)
class Grant:
    """An account and a group it has."""

    user_id: int
    group_id: int


def office_groups() -> "QuerySet[Group]":
    """The groups that offices grant: who is in them is decided by terms alone."""
    return Group.objects.filter(office_settings__isnull=False).distinct()


def grants_on(day: date, rulebook: Rulebook) -> tuple[set[Grant], set[Grant]]:
    """What accounts should have on `day` and what they have, of the groups that offices grant.

    Nobody has rights who has died, may no longer sign in, or has left where the office ends with the membership.
    """
    kept = {office.key for office in rulebook.offices if not office.ends_with_membership}
    running = Term.objects.on(day).filter(person__died_on=None, person__user__is_active=True)
    entitled = running.filter(
        Q(Exists(members_on(day).filter(pk=OuterRef("person_id")))) | Q(office_key__in=kept)
    ).values_list("person__user_id", "office_key")
    groups: dict[str, list[int]] = {}
    for key, group_id in OfficeSetting.objects.filter(groups__isnull=False).values_list("office_key", "groups"):
        groups.setdefault(key, []).append(group_id)
    if not groups:
        return set(), set()
    wanted = {Grant(user_id, group) for user_id, key in entitled for group in groups.get(key, ())}
    ids = {group for found in groups.values() for group in found}
    rows = User.groups.through.objects.filter(group_id__in=ids).values_list("user_id", "group_id")
    return wanted, {Grant(*row) for row in rows}

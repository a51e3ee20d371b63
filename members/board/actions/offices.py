"""Writes: what belongs to an office besides the statutes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from members.board.models import OfficeSetting, Term
from members.models import User
from verein import audit

from .rights import apply_rights


@transaction.atomic
def save_office_setting(
    office_key: str, *, data: Mapping[str, Any], groups: Iterable[Group] | None, actor: User | None, today: date
) -> OfficeSetting:
    """Write the checked fields in `data`, and the `groups` the office grants (None: as they are).

    A group an office grants belongs to office holders alone from now on: whoever else was in it leaves it. A group
    that no office grants any more is taken from those who had it through this one.
    """
    setting, _created = OfficeSetting.objects.select_for_update().get_or_create(office_key=office_key)
    changed = audit.changed_fields(setting, dict(data))
    for name in changed:
        setattr(setting, name, data[name])
    setting.save()
    if groups is not None and (wanted := set(groups)) != (had := set(setting.groups.all())):
        apply_rights(today)  # nobody keeps by accident what ended yesterday
        setting.groups.set(wanted)
        _take_orphans(had - wanted)
        apply_rights(today)
        changed.append("groups")
    if changed:
        audit.log("board.save_office", setting, actor=actor, fields=changed)
    return setting


def _take_orphans(groups: set[Group]) -> None:
    for group in groups:
        if not OfficeSetting.objects.filter(groups=group).exists():
            for user in User.objects.filter(groups=group).order_by("pk"):
                user.groups.remove(group)
                audit.log("board.end_rights", user, fields=["groups"])


@transaction.atomic
def choose_form(term: Term, *, form: str, actor: User | None) -> Term:
    """The holder chooses in which form the name of the office is written."""
    term = Term.objects.select_for_update(of=("self",)).get(pk=term.pk)
    if term.form != form:
        term.form = form
        term.save(update_fields=["form"])
        audit.log("board.choose_form", term, actor=actor, fields=["form"])
    return term

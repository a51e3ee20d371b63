"""Writes: the checklist of a handover, who does what, and what is done."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from members.board.models import ChecklistItem, Handover, HandoverTask, Term
from members.board.rules import representing_offices
from members.models import Person, User
from members.models.rulebook import Office
from members.queries.statutes import rulebook_on
from verein import audit

from .refusal import BoardRefused

# What a new association starts with; the board edits it. Law: domain.md L-GOV-13 (register), § 26 BGB.
CHECKLIST: tuple[tuple[str, str, str, int], ...] = (
    (
        "Änderung zum Vereinsregister anmelden",
        "Anmeldung mit Abschrift des Protokolls; die Unterschriften werden öffentlich beglaubigt (§§ 67, 77 BGB), auch "
        "per Video möglich.",
        ChecklistItem.When.REPRESENTING,
        28,
    ),
    (
        "Bankvollmacht ändern",
        "Neue Zeichnungsberechtigung mit Protokoll und Registerauszug; alte Karten und Zugänge sperren.",
        ChecklistItem.When.REPRESENTING,
        14,
    ),
    ("Zugänge und Kennwörter übergeben", "Gemeinsame Kennwörter ändern, nicht nur weitergeben.", "always", 7),
    ("Schlüssel übergeben", "Mit Quittung.", "always", 14),
    ("Unterlagen und Akten übergeben", "Papier und Dateien, laufende Vorgänge erklären.", "always", 21),
    ("Postfach des Amtes übergeben", "Weiterleitungen an die Vorgängerin oder den Vorgänger löschen.", "always", 7),
    (
        "Finanzamt informieren",
        "Neue Vertretung und neue Anschrift mitteilen.",
        ChecklistItem.When.REPRESENTING,
        28,
    ),
    (
        "Versicherungen informieren",
        "Ansprechperson bei Haftpflicht- und Rechtsschutzversicherung.",
        ChecklistItem.When.REPRESENTING,
        28,
    ),
    (
        "Webhoster, Domain und Dienste umschreiben",
        "Vertragspartner und Zahlungsweg prüfen.",
        ChecklistItem.When.REPRESENTING,
        28,
    ),
)


def start_handover(*, given: Term | None, taken: Term | None, office: Office | None = None) -> Handover | None:
    """A checklist where an office changes hands; a re-election and a first holder need none.

    An office that fell vacant has one already: the successor takes it over with what is still open.
    """
    if given is None or (taken is not None and taken.person_id == given.person_id):
        return None
    changed_on = taken.from_on if taken else given.until_on
    assert changed_on is not None  # a term that was given up has an end
    handover, created = Handover.objects.get_or_create(
        given=given, defaults={"office_key": given.office_key, "changed_on": changed_on, "taken": taken}
    )
    if not created:
        handover.taken = taken or handover.taken
        handover.save(update_fields=["taken"])
        return handover
    rulebook = rulebook_on(changed_on)
    represents = given.office_key in {each.key for each in representing_offices(rulebook)}
    HandoverTask.objects.bulk_create(
        HandoverTask(
            handover=handover,
            title=item.title,
            detail=item.detail,
            due_on=changed_on + timedelta(days=item.due_days),
            position=item.position,
            assigned_to=taken.person if taken else None,
        )
        for item in ChecklistItem.objects.order_by("position", "pk")
        if represents or item.when == ChecklistItem.When.ALWAYS
    )
    audit.log("board.start_handover", handover, fields=["given", "taken"])
    return handover


@transaction.atomic
def set_up_checklist() -> None:
    """The first checklist; one that people have edited, or emptied line by line, stays as it is."""
    if not ChecklistItem.objects.exists():
        ChecklistItem.objects.bulk_create(
            ChecklistItem(title=title, detail=detail, when=when, due_days=days, position=number * 10)
            for number, (title, detail, when, days) in enumerate(CHECKLIST, 1)
        )


@transaction.atomic
def save_checklist_item(item: ChecklistItem, *, actor: User | None) -> ChecklistItem:
    """Write a checked line; handovers that have begun keep theirs."""
    action = "board.update_checklist" if item.pk else "board.create_checklist"
    item.save()
    audit.log(action, item, actor=actor)
    return item


@transaction.atomic
def assign_task(task: HandoverTask, *, data: dict[str, Any], actor: User | None) -> HandoverTask:
    """Who does it and until when (`assigned_to`, `due_on`)."""
    task = HandoverTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    person: Person | None = data.get("assigned_to")
    if person is not None and person.died_on is not None:
        raise BoardRefused(_("%(name)s has died.") % {"name": person.name})
    changed = audit.changed_fields(task, data)
    for name in changed:
        setattr(task, name, data[name])
    if changed:
        task.save(update_fields=changed)
        audit.log("board.assign_task", task, actor=actor, fields=changed)
    return task


@transaction.atomic
def tick_task(task: HandoverTask, *, actor: User, now: datetime) -> HandoverTask:
    """Done, by whom and when; ticking twice keeps the first."""
    task = HandoverTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is None:
        task.done_at, task.done_by = now, actor
        task.save(update_fields=["done_at", "done_by"])
        audit.log("board.tick_task", task, actor=actor, fields=["done_at"], at=now)
    return task


@transaction.atomic
def untick_task(task: HandoverTask, *, actor: User, now: datetime) -> HandoverTask:
    """It was not done after all."""
    task = HandoverTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.done_at is not None:
        task.done_at = task.done_by = None
        task.save(update_fields=["done_at", "done_by"])
        audit.log("board.untick_task", task, actor=actor, fields=["done_at"], at=now)
    return task

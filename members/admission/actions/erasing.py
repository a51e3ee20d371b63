"""Writes: what is left of notices and proceedings when somebody is erased."""

from functools import partial

from django.db import transaction

from members.admission.models import Application, Notice, Proceeding
from members.admission.models.leaving import private_storage
from members.models import Person
from verein.privacy import Subject
from verein.privacy.redact import redact

# Columns in which somebody may have written about somebody.
MENTIONS = {
    "admission.application": ("contacts", "reason", "linked_to", "refusal_reason", "exception"),
    "admission.message": ("text",),
    "admission.objection": ("by_name", "text"),
    "admission.resolution": ("note",),
    "admission.sponsor": ("name",),
    "admission.notice": ("reason",),
    "admission.proceeding": ("grounds", "hearing_note", "decided_by", "minutes"),
}


def forget_reasons(person: Person) -> int:
    """Why somebody gave notice is nobody's business any more."""
    return Notice.objects.filter(membership__member__person=person).exclude(reason="").update(reason="")


def forget_proceedings(person: Person) -> int:
    """Dates and result stay, without a word about the person."""
    rows = Proceeding.objects.filter(member__person=person)
    for name in rows.exclude(document="").values_list("document", flat=True):
        transaction.on_commit(partial(private_storage().delete, name))
    return rows.update(grounds="", hearing_note="", minutes="", document="")


def forget_mentions(subject: Subject) -> int:
    return sum(len(redact(label, fields, subject.needles)) for label, fields in MENTIONS.items())


def forget_as_contact(person: Person, emails: tuple[str, ...]) -> int:
    """Whom a company named in its application as a further contact person; returns in how many applications."""
    changed = 0
    for application in Application.objects.select_for_update().exclude(contacts=[]).order_by("pk"):
        left = [row for row in application.contacts if not _is_named(row, person, emails)]
        if left != application.contacts:
            application.contacts = left
            application.save(update_fields=["contacts"])
            changed += 1
    return changed


def _is_named(row: dict[str, str], person: Person, emails: tuple[str, ...]) -> bool:
    name = (row.get("first_name", ""), row.get("last_name", ""))
    return row.get("email", "").lower() in emails or name == (person.first_name, person.last_name)

"""Writes: what is left of notices and proceedings when somebody is erased."""

from collections.abc import Callable
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
    name = (person.first_name, person.last_name)
    return _forget_contacts(lambda row: row.get("email", "").lower() in emails or _name_of(row) == name)


def forget_contact(email: str) -> int:
    """The same for an address of nobody we know as a person."""
    return _forget_contacts(lambda row: row.get("email", "").lower() == email.lower())


def _forget_contacts(is_named: Callable[[dict[str, str]], bool]) -> int:
    changed = 0
    for application in Application.objects.select_for_update(of=("self",)).exclude(contacts=[]).order_by("pk"):
        left = [row for row in application.contacts if not is_named(row)]
        if left != application.contacts:
            application.contacts = left
            application.save(update_fields=["contacts"])
            changed += 1
    return changed


def _name_of(row: dict[str, str]) -> tuple[str, str]:
    return row.get("first_name", ""), row.get("last_name", "")

"""Writes: what is left of offices and working groups when somebody is erased."""

from members.board.models import GroupMembership, HandoverTask, OfficeSetting, Term
from members.models import Person
from verein.privacy import Subject
from verein.privacy.redact import redact

# Columns in which somebody may have written about somebody.
MENTIONS = {
    "board.term": ("note",),
    "board.workinggroup": ("name", "summary", "description", "effort"),
    "board.officesetting": ("duties",),
    "board.checklistitem": ("title", "detail"),
    "board.handovertask": ("title", "detail"),
}


def leave_groups(person: Person) -> int:
    return GroupMembership.objects.filter(person=person).delete()[0]


def forget_tasks(person: Person) -> int:
    """Tasks of a handover stay, without whom they were given to."""
    return HandoverTask.objects.filter(assigned_to=person).update(assigned_to=None)


def forget_notes(person: Person) -> int:
    return Term.objects.filter(person=person).exclude(note="").update(note="")


def forget_mentions(subject: Subject) -> int:
    """Addresses and texts; returns how many changed."""
    addresses = OfficeSetting.objects.filter(email__in=subject.emails).update(email="")
    return addresses + sum(len(redact(label, fields, subject.needles)) for label, fields in MENTIONS.items())

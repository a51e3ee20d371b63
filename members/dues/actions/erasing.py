"""Writes: what is left of a member's dues who asked for erasure. What was charged stays with the invoices."""

from members.dues.models import (
    Circumstance,
    DecidedLevy,
    DeclaredNumber,
    DuesRunRow,
    Objection,
    Wish,
    YearlyDeclaration,
)
from members.models import Person


def forget_facts(person: Person) -> int:
    """Returns how many records are gone."""
    objections = Objection.objects.filter(declaration__member__person=person)
    models = (Circumstance, DeclaredNumber, DuesRunRow, Wish, YearlyDeclaration, DecidedLevy.participants.through)
    rows = (model.objects.filter(member__person=person) for model in models)
    return sum(found.delete()[0] for found in (objections, *rows))

"""Writes: what is left of a member's dues who asked for erasure. What was charged stays with the invoices."""

from members.dues.models import Circumstance, DeclaredNumber, DuesRunRow
from members.models import Person


def forget_facts(person: Person) -> int:
    """Returns how many records are gone."""
    rows = (model.objects.filter(member__person=person) for model in (Circumstance, DeclaredNumber, DuesRunRow))
    return sum(found.delete()[0] for found in rows)

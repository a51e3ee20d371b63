"""Somebody in an office: the rule of a chair, a member, and who is elected on 10 March 2026."""

from datetime import date
from typing import Any

from members.board.actions import elect
from members.board.models import Term
from members.models import Person
from members.models.rulebook import Office
from tests.factories import MemberFactory, office_rule

TODAY = date(2026, 11, 22)


def office(**fields: Any) -> Office:
    return Office.model_validate(office_rule("chair", **fields))


def member(**fields: Any) -> Person:
    return MemberFactory(**{f"person__{name}": value for name, value in fields.items()}).person


def voted(person: Person, key: str = "chair", on: date = date(2026, 3, 10), **details: Any) -> Term:
    return elect(person, office_key=key, elected_on=on, actor=None, today=TODAY, **details)

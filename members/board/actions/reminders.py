"""Writes: 90, 30 and 7 days before a term ends the board is told."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from members.board import mails
from members.board.models import Term, TermReminder
from members.board.queries import board_people, due_terms
from members.board.rules import office_name
from members.board.rules.terms import ONE_DAY
from members.models.rulebook import Rulebook
from members.queries.statutes import rulebook_on

STEPS = (90, 30, 7)


def remind_of_terms(now: datetime) -> int:
    """The daily job; returns how many mails were queued. A step missed while the server was down is sent once, late."""
    today = timezone.localdate(now)
    rulebook = rulebook_on(today)
    return sum(_remind(term, rulebook, today) for term in due_terms(today, within=max(STEPS)))


@transaction.atomic
def _remind(term: Term, rulebook: Rulebook, today: date) -> int:
    """One term; who was told at this step is not told again."""
    ends_on = term.due_on or term.until_on
    assert ends_on is not None  # due_terms asks for an end
    days = (ends_on - today).days
    step = min((step for step in STEPS if days <= step), default=None)
    if step is None or days < 0:
        return 0
    _row, created = TermReminder.objects.get_or_create(term=term, days=step, defaults={"sent_on": today})
    if not created:
        return 0
    people = {person.pk: person for person in [*board_people(today), term.person] if person.email}
    for person in people.values():
        office = office_name(rulebook.office(term.office_key), term.form, key=term.office_key)
        mails.term_ends(person, term=term, office=office, last_day=ends_on - ONE_DAY, days=days)
    return len(people)

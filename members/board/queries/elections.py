"""What has to be known when the results of an election come in."""

from collections.abc import Iterable
from datetime import date

from members.board.models import Term
from members.board.rules import Facts
from members.models import Membership, Person, Seat
from members.queries import members_on
from members.queries.statutes import rulebook_on


def types_of(people: Iterable[int], day: date) -> dict[int, frozenset[str]]:
    """By person's id the keys of the membership types on `day`, own ones and those of the companies they stand for.

    Who is no member is missing.
    """
    ids = set(people)
    found: dict[int, set[str]] = {pk: set() for pk in members_on(day).filter(pk__in=ids).values_list("pk", flat=True)}
    running = Membership.objects.on(day)
    own = running.filter(member__person__in=ids).values_list("member__person_id", "type__key")
    seats = Seat.objects.on(day).filter(person__in=ids, member__periods__in=running)
    for pk, key in [*own, *seats.values_list("person_id", "member__periods__type__key")]:
        if pk in found:
            found[pk].add(key)
    return {pk: frozenset(keys or {""}) for pk, keys in found.items()}


def gather_facts(people: Iterable[Person], elected_on: date) -> Facts:
    """All terms there ever were, the rules of the day of the election, and who is what kind of member."""
    terms = list(Term.objects.select_related("person").order_by("from_on", "pk"))
    asked = list(people)
    ids = {person.pk for person in asked} | {
        term.person_id for term in terms if term.until_on is None or term.until_on > elected_on
    }
    return Facts(
        rulebook=rulebook_on(elected_on),
        elected_on=elected_on,
        terms=terms,
        types=types_of(ids, elected_on),
        without_account=frozenset(person.pk for person in asked if person.user_id is None),
    )

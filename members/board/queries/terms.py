"""Who holds which office on a day, and who belongs to a body."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.board.models import OfficeSetting, Term, TermQuerySet
from members.board.rules import offices_of
from members.models import Person
from members.models.rulebook import BodyKind, Office
from members.queries.statutes import rulebook_on


@dataclass(frozen=True)
class Voter:
    """One person of a body with the offices that make them part of it; one person has one vote, whatever they hold."""

    person: Person
    terms: tuple[Term, ...]
    offices: tuple[Office, ...]

    @property
    def office_keys(self) -> frozenset[str]:
        return frozenset(office.key for office in self.offices)


def terms_on(day: date) -> TermQuerySet:
    """The terms that run on `day`, with their people; the dead hold nothing."""
    running: TermQuerySet = Term.objects.on(day).filter(person__died_on=None)
    return running.select_related("person__user").order_by("from_on", "pk")


def voters(body_keys: Iterable[str], day: date) -> list[Voter]:
    """The people of these bodies (and offices) on `day`, each once, in the order of the statutes.

    Bodies include bodies. The general meeting has no terms: its members are `members_on(day)`.
    """
    offices = {office.key: office for office in offices_of(rulebook_on(day), body_keys)}
    order = list(offices)
    held: dict[int, list[Term]] = {}
    for term in sorted(terms_on(day).of_offices(set(order)), key=lambda term: order.index(term.office_key)):
        held.setdefault(term.person_id, []).append(term)
    return [
        Voter(terms[0].person, tuple(terms), tuple(offices[term.office_key] for term in terms))
        for terms in held.values()
    ]


def board_people(day: date) -> list[Person]:
    """The people of the board on `day`, who are told what concerns it."""
    rulebook = rulebook_on(day)
    boards = [body.key for body in rulebook.bodies if body.kind in (BodyKind.BOARD, BodyKind.EXTENDED_BOARD)]
    return [voter.person for voter in voters(boards or [office.key for office in rulebook.offices], day)]


def terms_of(person: Person, day: date) -> list[Term]:
    """What `person` holds on `day` or will hold."""
    rows = Term.objects.overlapping(day, None).filter(person=person)
    return list(rows.select_related("person").order_by("from_on", "pk"))


def collections_of(person: Person, day: date) -> set[int]:
    """The collections of documents that belong to the offices `person` holds on `day`."""
    keys = Term.objects.on(day).filter(person=person, person__died_on=None).values("office_key")
    found = OfficeSetting.objects.filter(office_key__in=keys, collection__isnull=False)
    return set(found.values_list("collection_id", flat=True))

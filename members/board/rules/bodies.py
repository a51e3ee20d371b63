"""Which offices make up a body, and who represents the association in which way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.board.models import Term
from members.models.rulebook import BodyKind, Office, Representation26, Represents, Rulebook
from verein.search import fold, terms

from .terms import office_name


def offices_of(rulebook: Rulebook, keys: Iterable[str]) -> tuple[Office, ...]:
    """The offices of the bodies (and offices) named, those of included bodies as well, in the order of the statutes.

    Bodies that include each other are asked once.
    """
    asked: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in asked:
            asked.add(key)
            body = rulebook.body(key)
            waiting += body.includes if body else ()
    return tuple(office for office in rulebook.offices if office.key in asked or office.body in asked)


def representing_offices(rulebook: Rulebook) -> tuple[Office, ...]:
    """The offices that represent under § 26 BGB; where the statutes mark none, all of the board."""
    marked = tuple(office for office in rulebook.offices if office.represents != Represents.NO)
    if marked:
        return marked
    boards = {body.key for body in rulebook.bodies if body.kind == BodyKind.BOARD}
    return tuple(office for office in rulebook.offices if office.body in boards)


def offices_named(rulebook: Rulebook, query: str) -> tuple[Office, ...]:
    """The offices in one of whose names every word of `query` is contained."""
    words = terms(query)
    return tuple(
        office
        for office in rulebook.offices
        if words and all(word in fold(office.name, office.name_female, office.name_male) for word in words)
    )


@dataclass(frozen=True)
class Representation:
    """Who represents the association, one line each, and how, in a sentence ("" where nothing is stated)."""

    lines: tuple[str, ...]
    rule: str


def representation_of(rulebook: Rulebook, terms: Sequence[Term]) -> Representation | None:
    """The terms of a day as the legal notice names them; None where no representing office is held."""
    offices = {office.key: office for office in representing_offices(rulebook)}
    order = list(offices)
    holders = sorted((term for term in terms if term.office_key in offices), key=lambda t: order.index(t.office_key))
    if not holders:
        return None
    by_office = rulebook.board.representation == Representation26.OFFICES
    lines: dict[int, str] = {}
    for term in holders:
        office = offices[term.office_key]
        title = office_name(office, term.form)
        way = _ways().get(office.represents, "") if by_office else ""
        if term.person_id in lines:
            lines[term.person_id] = lines[term.person_id].replace(")", f", {title})", 1)
        else:
            acting = f", {term.get_how_display()}" if term.how == Term.How.ACTING else ""
            lines[term.person_id] = f"{term.person.name} ({title}{acting})" + (f", {way}" if way else "")
    rule = _rules().get(rulebook.board.representation, "") if len(lines) > 1 else ""
    return Representation(tuple(lines.values()), rule)


def _ways() -> dict[Represents, str]:
    return {
        Represents.ALONE: _("entitled to represent alone"),
        Represents.JOINTLY: _("entitled to represent together with another member of the board"),
        Represents.IF_PREVENTED: _("entitled to represent when the chair is prevented"),
    }


def _rules() -> dict[Representation26, str]:
    return {
        Representation26.MAJORITY: _("They represent the association by majority."),
        Representation26.EACH_ALONE: _("Each of them is entitled to represent the association alone."),
        Representation26.TWO_JOINTLY: _("Two of them represent the association together."),
        Representation26.TWO_WITH_CHAIR: _(
            "Two of them represent the association together, one of them being chair or deputy chair."
        ),
    }

"""Who held which office before, and who holds the office somebody names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from members.board.models import OfficeSetting, Term
from members.board.rules import office_name, offices_named
from members.models import Statutes
from members.models.rulebook import Rulebook
from members.queries import Viewer
from members.queries.profiles import people_shown_to
from members.queries.statutes import rulebook_on
from members.rules import may_see


@dataclass(frozen=True)
class HeldOffice:
    """One term with the name the office had when it began."""

    term: Term
    title: str


@dataclass(frozen=True)
class PastOffice:
    name: str
    terms: list[HeldOffice]


def past_boards(viewer: Viewer, day: date) -> list[PastOffice]:
    """Ended terms of offices that are shown, office by office, the latest first.

    Visitors see those of offices whose past the association shows, and people who show themselves to everyone;
    members see all who show themselves to members.
    """
    settings = {setting.office_key: setting for setting in OfficeSetting.objects.all()}
    by_name: dict[str, list[HeldOffice]] = {}
    rulebooks = _rulebooks()
    current = rulebooks(day)
    for term in Term.objects.filter(until_on__lte=day).select_related("person").order_by("-from_on", "-pk"):
        setting = settings.get(term.office_key) or OfficeSetting(office_key=term.office_key)
        if (
            setting.public
            and (viewer.is_member or setting.past_public)
            and may_see(term.person.listed, level=viewer.level)
        ):
            name = office_name(
                current.office(term.office_key) or rulebooks(term.from_on).office(term.office_key), key=term.office_key
            )
            by_name.setdefault(name, []).append(HeldOffice(term, _title(term, rulebooks)))
    if not viewer.is_member:
        by_name = _only_shown(by_name, viewer, day)
    order = {office_name(office): number for number, office in enumerate(current.offices)}
    return [PastOffice(name, by_name[name]) for name in sorted(by_name, key=lambda name: (order.get(name, 999), name))]


def _only_shown(by_name: dict[str, list[HeldOffice]], viewer: Viewer, day: date) -> dict[str, list[HeldOffice]]:
    """Without those who are no members any more: nobody asks them before the world reads their names."""
    shown = set(people_shown_to(viewer, day).values_list("pk", flat=True))
    kept = {name: [row for row in rows if row.term.person_id in shown] for name, rows in by_name.items()}
    return {name: rows for name, rows in kept.items() if rows}


def shows_past(viewer: Viewer) -> bool:
    """Whether the page of past boards is for `viewer`."""
    return viewer.is_member or OfficeSetting.objects.filter(past_public=True, public=True).exists()


def office_history(office_key: str) -> list[HeldOffice]:
    """Every term of the office there ever was, the latest first, for the board."""
    rulebooks = _rulebooks()
    rows = Term.objects.filter(office_key=office_key).select_related("person").order_by("-from_on", "-pk")
    return [HeldOffice(term, _title(term, rulebooks)) for term in rows]


def _title(term: Term, rulebooks: Callable[[date], Rulebook]) -> str:
    return office_name(rulebooks(term.from_on).office(term.office_key), term.form, key=term.office_key)


def _rulebooks() -> Callable[[date], Rulebook]:
    """The rules of any day, for one statement."""
    rows = Statutes.objects.exclude(effective_on=None).order_by("-effective_on", "-pk")
    versions = [(row.effective_on, row.rulebook) for row in rows]
    return lambda day: next((book for since, book in versions if since is not None and since <= day), Rulebook())


def holders_of(query: str, day: date) -> set[int]:
    """Ids of the people who hold, on `day`, an office in whose name every word of `query` is contained."""
    keys = [office.key for office in offices_named(rulebook_on(day), query)]
    if not keys:
        return set()
    return set(Term.objects.on(day).of_offices(keys).values_list("person_id", flat=True))

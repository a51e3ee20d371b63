"""The bodies with their offices, holders, empty seats and next elections, as the board sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.board.models import OfficeSetting, Term
from members.board.rules import Vacancy, is_due, leaving_sentence, office_name, term_sentence, vacancies
from members.models.rulebook import Body, Office
from members.queries.statutes import rulebook_on


@dataclass(frozen=True)
class HolderRow:
    term: Term
    title: str
    until: str
    due: bool


@dataclass(frozen=True)
class OfficeRow:
    office: Office
    setting: OfficeSetting | None
    holders: list[HolderRow]
    coming: list[HolderRow]
    vacancies: list[str]
    next_election: str

    @property
    def seats_free(self) -> int:
        return max(self.office.seats_max, len(self.office.trades)) - len(self.holders)


@dataclass(frozen=True)
class BodyRow:
    body: Body | None
    offices: list[OfficeRow]
    # Terms of offices that the statutes in force no longer know.
    unknown: list[HolderRow]
    leaving: str = ""


def overview(day: date) -> list[BodyRow]:
    """In the order of the statutes; three statements whatever their size."""
    rulebook = rulebook_on(day)
    terms = list(Term.objects.select_related("person__user").order_by("from_on", "pk"))
    settings = {setting.office_key: setting for setting in OfficeSetting.objects.all()}
    empty = vacancies(rulebook, terms, day)
    rows = [
        BodyRow(
            body,
            [_office(office, settings, terms, empty, day) for office in offices],
            [],
            leaving_sentence(body, [term for term in terms if _runs(term, day) and term.office_key in _keys(offices)]),
        )
        for body in rulebook.bodies
        if (offices := [office for office in rulebook.offices if office.body == body.key])
    ]
    bodies = {body.key for body in rulebook.bodies}
    if loose := [office for office in rulebook.offices if office.body not in bodies]:
        rows.append(BodyRow(None, [_office(office, settings, terms, empty, day) for office in loose], []))
    known = {office.key for office in rulebook.offices}
    unknown = [_holder(None, term, day) for term in terms if term.office_key not in known and _runs(term, day)]
    return [*rows, BodyRow(None, [], unknown)] if unknown else rows


def _office(
    office: Office, settings: dict[str, OfficeSetting], terms: list[Term], empty: list[Vacancy], day: date
) -> OfficeRow:
    mine = [term for term in terms if term.office_key == office.key]
    holders = [_holder(office, term, day) for term in mine if _runs(term, day)]
    return OfficeRow(
        office=office,
        setting=settings.get(office.key),
        holders=holders,
        coming=[_holder(office, term, day) for term in mine if term.from_on > day],
        vacancies=[vacancy.sentence(day) for vacancy in empty if vacancy.office.key == office.key],
        next_election=_next_election([row.term for row in holders], day),
    )


def _keys(offices: Iterable[Office]) -> set[str]:
    return {office.key for office in offices}


def _holder(office: Office | None, term: Term, day: date) -> HolderRow:
    title = office_name(office, term.form, key=term.office_key)
    return HolderRow(term, title, term_sentence(term, day), is_due(term, day))


def _runs(term: Term, day: date) -> bool:
    return term.from_on <= day and (term.until_on is None or term.until_on > day)


def _next_election(terms: Iterable[Term], day: date) -> str:
    days = [term.ends_on for term in terms if term.ends_on is not None]
    if not days:
        return ""
    first = min(days)
    if first <= day:
        return _("Election due since %(day)s") % {"day": date_format(first)}
    return _("Next election by %(day)s") % {"day": date_format(first)}


def due_terms(day: date, *, within: int) -> list[Term]:
    """Running terms whose regular or real end lies within so many days, or is over; who was followed is left out."""
    border = day + timedelta(days=within)
    running = Term.objects.on(day).select_related("person__user").order_by("due_on", "until_on", "pk")
    rows = [term for term in running if (end := term.due_on or term.until_on) is not None and end <= border]
    followed = set(Term.objects.filter(follows__in=[row.pk for row in rows]).values_list("follows_id", flat=True))
    return [row for row in rows if row.pk not in followed]

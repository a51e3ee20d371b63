"""What everybody may know of the board: who holds which public office, how to write to it, who represents."""

from dataclasses import dataclass
from datetime import date

from members.board.models import OfficeSetting, Term
from members.board.rules import Representation, office_name, representation_of, term_sentence
from members.models.rulebook import Office
from members.queries.statutes import rulebook_on

from .terms import terms_on


@dataclass(frozen=True)
class PublicOffice:
    """One current term as the board page shows it."""

    term: Term
    title: str
    seat: str
    since: date
    until: str
    duties: str
    email: str  # the office's own address, only where the association shows it
    office_key: str
    names: str  # all forms of the office's name, for the search


def public_board(day: date) -> list[PublicOffice]:
    """The current holders of public offices: by the set position, then in the order of the statutes."""
    rulebook = rulebook_on(day)
    if not rulebook.offices:
        return []
    offices = {office.key: office for office in rulebook.offices}
    order = {key: number for number, key in enumerate(offices)}
    settings = {setting.office_key: setting for setting in OfficeSetting.objects.all()}
    rows = []
    for term in terms_on(day):
        setting = settings.get(term.office_key) or OfficeSetting(office_key=term.office_key)
        if setting.public and term.office_key in offices:
            place = (setting.position, order[term.office_key], term.from_on, term.pk)
            rows.append((place, _row(term, offices[term.office_key], setting, day)))
    return [row for _place, row in sorted(rows, key=lambda pair: pair[0])]


def _row(term: Term, office: Office, setting: OfficeSetting, day: date) -> PublicOffice:
    return PublicOffice(
        term=term,
        title=office_name(office, term.form),
        seat=term.seat,
        since=term.from_on,
        until=term_sentence(term, day),
        duties=setting.duties,
        email=setting.email if setting.email_public else "",
        office_key=term.office_key,
        names=" ".join((office.name, office.name_female, office.name_male)),
    )


@dataclass(frozen=True)
class OfficeContact:
    """Where a message to an office goes; the addresses are shown to nobody."""

    name: str
    addresses: tuple[str, ...]


def office_contact(office_key: str, day: date) -> OfficeContact | None:
    """The office's own address, else those of its holders; None for offices that are not public or not held."""
    office = rulebook_on(day).office(office_key)
    setting = OfficeSetting.objects.filter(office_key=office_key).first() or OfficeSetting(office_key=office_key)
    if office is None or not setting.public:
        return None
    holders = list(terms_on(day).of_offices([office_key]))
    if not holders:
        return None
    addresses = (setting.email,) if setting.email else tuple(row.person.email for row in holders if row.person.email)
    return OfficeContact(office.name, addresses)


def is_represented(day: date) -> bool:
    """Whether office holders represent the association, so that the settings need to name nobody."""
    return representation_on(day) is not None


def representation_on(day: date) -> Representation | None:
    """Who represents the association on `day`, and how; None while no representing office is held."""
    rulebook = rulebook_on(day)
    return representation_of(rulebook, list(terms_on(day))) if rulebook.offices else None

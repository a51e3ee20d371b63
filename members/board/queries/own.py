"""What belongs to the offices a person holds: name, end, address, documents."""

from dataclasses import dataclass
from datetime import date

from members.board.models import OfficeSetting, Term
from members.board.rules import office_name, term_sentence
from members.models import Person
from members.queries.statutes import rulebook_on
from verein.models import SiteDocument

from .terms import terms_of


@dataclass(frozen=True)
class MyOffice:
    term: Term
    title: str
    until: str
    setting: OfficeSetting | None
    documents: list[SiteDocument]
    forms: list[tuple[str, str]]  # value and name of the office in this form; one where all are alike
    begun: bool


def my_offices(person: Person, day: date) -> list[MyOffice]:
    """Current terms with all that is theirs, coming ones without it; four statements."""
    rulebook = rulebook_on(day)
    terms = terms_of(person, day)
    keys = [term.office_key for term in terms if term.from_on <= day]
    settings = {setting.office_key: setting for setting in OfficeSetting.objects.filter(office_key__in=keys)}
    collections = [setting.collection_id for setting in settings.values() if setting.collection_id]
    documents: dict[int, list[SiteDocument]] = {}
    for document in SiteDocument.objects.filter(collection__in=collections).order_by("title"):
        documents.setdefault(document.collection_id, []).append(document)
    rows = []
    for term in terms:
        office, setting = rulebook.office(term.office_key), settings.get(term.office_key)
        names = {name: value for value in Term.Form.values if (name := office_name(office, value, key=term.office_key))}
        rows.append(
            MyOffice(
                term=term,
                title=office_name(office, term.form, key=term.office_key),
                until=term_sentence(term, day),
                setting=setting,
                documents=documents.get(setting.collection_id or 0, []) if setting else [],
                forms=[(value, name) for name, value in names.items()],
                begun=term.from_on <= day,
            )
        )
    return rows

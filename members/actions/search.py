"""The stored, folded texts a search looks in: only what the searcher may see."""

from members.models import Company, Person, Visibility
from members.rules import may_see
from verein.search import fold

SEARCH_COLUMNS = ("search_public", "search_members", "search_board")
TEXT_FIELDS = ("position", "pitch", "about", "city", "interests")


def _seen_texts(person: Person, level: str) -> list[str]:
    if not may_see(person.listed, level=level):
        return []
    seen = {name for name, value in person.visibility.items() if may_see(value, level=level)}
    texts = [person.name, *(getattr(person, name) for name in TEXT_FIELDS if name in seen)]
    texts += [str(getattr(person, name)) for name in ("company", "trade") if name in seen and getattr(person, name)]
    if person.pk:
        texts += [tag.name for name in ("offers", "seeks") if name in seen for tag in getattr(person, name).all()]
    return texts


def refresh_search(person: Person) -> None:
    """Set the search columns of `person`; the caller saves."""
    person.search_public = fold(*_seen_texts(person, Visibility.EVERYONE))
    person.search_members = fold(*_seen_texts(person, Visibility.MEMBERS))
    person.search_board = fold(*_seen_texts(person, Visibility.BOARD))


def refresh_company_search(company: Company) -> None:
    """Set the search column of `company`; the caller saves."""
    company.search_text = fold(company.name, str(company.trade or ""), company.city, company.about)

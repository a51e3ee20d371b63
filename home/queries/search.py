"""One search across events, news, pages, people and companies: only what the asker may see, drafts never."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from events.models import Event
from events.queries import calendar
from home.models import BoardPage, HomePage, NewsPage, SearchedPage, TextPage
from members.board.queries import public_board
from members.models import Company, Person
from members.queries import Viewer, find_companies, find_people, for_profiles, visible_profile
from verein.search import fold, terms

SHOWN = 8  # of each kind; the lists of events, people and companies show the others
EXCERPT = 220  # characters
BEFORE = 60  # characters of an excerpt that stand before the first word found

M = TypeVar("M", bound=Model)


# --- What is searched ------------------------------------------------------------------------------------------------
def search_text_of(page: SearchedPage) -> str:
    """The folded text a search looks through; stored at the page when it is published."""
    return fold(page.title, *texts_of(page))


def texts_of(page: SearchedPage) -> list[str]:
    """What people read on a page below its title, without markup."""
    names = ("eyebrow", "headline", "lead", "summary", "join_heading", "join_text")
    texts = [text for name in names if (text := getattr(page, name, ""))]
    body = getattr(page, "body", None)
    if body:
        texts += body.stream_block.get_searchable_content(body)
    return texts


def pages_without_search_text() -> list[SearchedPage]:
    """Pages that were made without being published through the editor."""
    return [page for model in SearchedPage.__subclasses__() for page in model.objects.filter(search_text="")]


# --- What is found ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Piece:
    """A stretch of text; `hit`: it holds a word that was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True)
class Hit:
    url: str
    title: list[Piece]
    excerpt: list[Piece]
    meta: str = ""
    at: datetime | None = None  # of an event: its start


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `url` is the list that shows all of it, empty where there is none."""

    name: str
    heading: str
    count: int
    hits: list[Hit]
    url: str = ""


def find(query: str, viewer: Viewer, *, now: datetime) -> list[Group]:
    """The groups in which something was found."""
    words = terms(query)
    today = timezone.localdate(now)
    groups = [
        _events("kommend", _("Coming events"), calendar.coming(now), query),
        _events("vergangen", _("Past events"), calendar.past(now), query),
        _offices(today, query),
        _people(for_profiles(find_people(query, viewer, today), today), viewer, query),
        _companies(find_companies(query, viewer, today), query),
        _news(words),
        _pages(words),
    ]
    return [group for group in groups if group.count]


def _matching(rows: "QuerySet[M]", words: Iterable[str], prefix: str = "") -> "QuerySet[M]":
    """Those whose stored text holds every word; `prefix` leads from the rows to their page."""
    for word in words:
        rows = rows.filter(**{f"{prefix}search_text__contains": word})
    return rows


def _events(name: str, heading: str, events: "QuerySet[Event]", query: str) -> Group:
    words = terms(query)
    found = _matching(events, words, "page__")
    hits = []
    for event in found[:SHOWN]:
        page = event.page
        texts = [page.summary, page.body, page.recap, page.audience, page.takeaway, page.place]
        state = str(event.get_state_display()) if event.state == Event.State.CANCELLED else ""
        hits.append(
            Hit(page.address, marked(page.title, words), excerpt(map(plain, texts), words), state, page.starts_at)
        )
    return Group(name, heading, found.count(), hits, f"/termine/?{urlencode({'zeit': name, 'q': query})}")


def _offices(today: date, query: str) -> Group:
    """Public offices by name or holder; who asks for "Kasse" wants to know who that is."""
    words = terms(query)
    found = [
        row
        for row in public_board(today)
        if all(word in fold(row.names, row.seat, row.duties, row.term.person.name) for word in words)
    ]
    hits = [
        Hit("/vorstand/", marked(row.title, words), excerpt([row.duties], words), row.term.person.name) for row in found
    ]
    return Group("vorstand", _("Board and offices"), len(found), hits[:SHOWN], "/vorstand/")


def _people(people: "QuerySet[Person]", viewer: Viewer, query: str) -> Group:
    words, hits = terms(query), []
    for person in people[:SHOWN]:
        profile = visible_profile(person, viewer)
        texts = [profile.pitch, profile.about, *profile.offers, *profile.seeks, profile.interests, profile.trade]
        meta = ", ".join(text for text in (profile.position, profile.company, profile.city) if text)
        hits.append(Hit(profile.url, marked(profile.name, words), excerpt(texts, words), meta))
    url = f"{reverse('directory')}?{urlencode({'q': query})}"
    return Group("personen", _("People"), people.count(), hits, url)


def _companies(companies: "QuerySet[Company]", query: str) -> Group:
    words = terms(query)
    hits = [
        Hit(
            reverse("company_profile", args=[company.slug]),
            marked(company.name, words),
            excerpt([company.about], words),
            ", ".join(str(text) for text in (company.trade, company.city) if text),
        )
        for company in companies.select_related("trade")[:SHOWN]
    ]
    url = f"{reverse('directory')}?{urlencode({'ansicht': 'firmen', 'q': query})}"
    return Group("firmen", _("Companies"), companies.count(), hits, url)


def _news(words: list[str]) -> Group:
    found = _matching(NewsPage.objects.live().order_by("-published_on", "-pk"), words)
    return Group("aktuelles", _("News"), found.count(), [_page_hit(page, words) for page in found[:SHOWN]])


def _pages(words: list[str]) -> Group:
    kinds: tuple[type[Any], ...] = (HomePage, TextPage, BoardPage)
    found = [page for kind in kinds for page in _matching(kind.objects.live().order_by("path"), words)]
    return Group("seiten", _("Pages"), len(found), [_page_hit(page, words) for page in found[:SHOWN]])


def _page_hit(page: Any, words: list[str]) -> Hit:
    return Hit(page.url or "/", marked(page.title, words), excerpt(texts_of(page), words))


# --- Excerpts --------------------------------------------------------------------------------------------------------
def plain(html: str) -> str:
    """Text without markup, with blanks where elements met."""
    return strip_tags(html.replace("<", " <"))


def marked(text: str, words: Iterable[str]) -> list[Piece]:
    """The text in pieces, with the words that hold one of the folded `words` as hits."""
    parts = {part for word in words for part in re.findall(r"\w+", word)}
    pieces: list[Piece] = []
    for token in re.findall(r"\w+|\W+", text):
        hit = any(part in fold(token) for part in parts)
        if pieces and not hit and not pieces[-1].hit:
            pieces[-1] = Piece(pieces[-1].text + token)
        else:
            pieces.append(Piece(token, hit))
    return pieces


def excerpt(texts: Iterable[str], words: list[str]) -> list[Piece]:
    """About 220 characters around the first word found; the beginning where none is (a speaker's name, say)."""
    text = " ".join(" ".join(part.split()) for part in texts if part and part.strip())
    at = 0
    for piece in marked(text, words):
        if piece.hit:
            break
        at += len(piece.text)
    else:
        at = 0
    start = 0 if at <= BEFORE else text.find(" ", at - BEFORE) + 1
    end = len(text) if len(text) - start <= EXCERPT else text.rfind(" ", start, start + EXCERPT)
    cut = text[start : end if end > start else start + EXCERPT]
    return marked(f"{'… ' if start else ''}{cut}{' …' if start + len(cut) < len(text) else ''}", words)

"""The directory: search and filters that never find by what the asker may not see."""

from datetime import date

from django.db.models import QuerySet

from members.models import Company, OfferedTag, Person, SoughtTag, Trade, Visibility
from verein.search import fold, terms

from .membership import Viewer, with_joined_on
from .profiles import companies_shown_to, people_shown_to, shows

_SEARCH_COLUMN = {
    Visibility.EVERYONE: "search_public",
    Visibility.MEMBERS: "search_members",
    Visibility.BOARD: "search_board",
}
_TAGS: dict[str, type[OfferedTag] | type[SoughtTag]] = {"offers": OfferedTag, "seeks": SoughtTag}


def find_people(query: str, viewer: Viewer, day: date) -> QuerySet[Person]:
    """Members shown to `viewer` in whose visible texts every word of `query` is contained."""
    return search_people(people_shown_to(viewer, day), query, viewer)


def search_people(people: QuerySet[Person], query: str, viewer: Viewer) -> QuerySet[Person]:
    column = _SEARCH_COLUMN[Visibility(viewer.level)]
    for term in terms(query):
        people = people.filter(**{f"{column}__contains": term})
    return people


def find_companies(query: str, viewer: Viewer, day: date) -> QuerySet[Company]:
    """Companies shown to `viewer` in whose texts every word of `query` is contained."""
    return search_companies(companies_shown_to(viewer, day), query)


def search_companies(companies: QuerySet[Company], query: str) -> QuerySet[Company]:
    for term in terms(query):
        companies = companies.filter(search_text__contains=term)
    return companies


def people_in_trade(people: QuerySet[Person], trade: Trade, viewer: Viewer) -> QuerySet[Person]:
    return shows(people.filter(trade=trade), "trade", viewer)


def people_in_town(people: QuerySet[Person], town: str, viewer: Viewer) -> QuerySet[Person]:
    return shows(people.filter(city=town), "city", viewer)


def trades_of(people: QuerySet[Person], viewer: Viewer) -> QuerySet[Trade]:
    """The industries that `people` show to `viewer`, for the filter's choices."""
    visible = shows(people, "trade", viewer).order_by()
    return Trade.objects.filter(pk__in=visible.values("trade")).order_by("name")


def towns_of(people: QuerySet[Person], viewer: Viewer) -> list[str]:
    visible = shows(people, "city", viewer).exclude(city="")
    return sorted(visible.order_by().values_list("city", flat=True).distinct(), key=fold)


def tags_of(people: QuerySet[Person], relation: str, viewer: Viewer) -> dict[int, str]:
    """Id and name of the tags that `people` show to `viewer`; `relation` is "offers" or "seeks"."""
    visible = shows(people, relation, viewer).order_by()
    tags = _TAGS[relation].objects.filter(content_object__in=visible)
    return dict(tags.order_by("tag__name").values_list("tag_id", "tag__name").distinct())


def people_with_tag(people: QuerySet[Person], relation: str, text: str, viewer: Viewer) -> QuerySet[Person]:
    """Those of `people` who show `viewer` a tag in whose name every word of `text` is contained."""
    words = terms(text)
    found = [pk for pk, name in tags_of(people, relation, viewer).items() if all(word in fold(name) for word in words)]
    tagged = _TAGS[relation].objects.filter(tag_id__in=found).values("content_object")
    return shows(people, relation, viewer).filter(pk__in=tagged)


def new_members(viewer: Viewer, day: date, *, since: date) -> QuerySet[Person]:
    """Members shown to `viewer` who joined, or first stood for a company, on `since` or later; the latest first."""
    people = with_joined_on(people_shown_to(viewer, day))
    return people.filter(joined_on__gte=since).order_by("-created_at", "-pk")

"""What of a person or company a viewer may see: the one place that pages, lists, search, vCards and JSON ask."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from members.models import Company, Person, Seat, Visibility
from members.rules import SEEN_AT, may_see

from .membership import Viewer, companies_on, members_on, with_joined_on

_TEXTS = ("position", "pitch", "about", "email", "phone", "mobile", "city", "website", "interests")
TAG_RELATIONS: list[str] = ["offers", "seeks"]


@dataclass(frozen=True)
class Link:
    """An address and what people read instead: its host name."""

    url: str

    @property
    def label(self) -> str:
        return urlsplit(self.url).netloc.removeprefix("www.")


@dataclass(frozen=True)
class VisibleProfile:
    """A person as one viewer sees them; what they may not see is empty.

    The name is always there: ask `shown` before listing somebody (an attendee list has a consent of its own).
    """

    pk: int
    slug: str
    name: str
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    shown: bool = False
    public: bool = False
    position: str = ""
    pitch: str = ""
    about: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    city: str = ""
    website: str = ""
    interests: str = ""
    trade: str = ""
    company: str = ""
    company_url: str = ""
    has_photo: bool = False
    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def url(self) -> str:
        """The profile's address, empty when the viewer has no access to it."""
        return reverse("person_profile", args=[self.slug]) if self.shown else ""

    @property
    def photo(self) -> str:
        """Address of the small portrait (192 x 192), empty when there is none to see."""
        return reverse("person_photo", args=[self.slug, "klein"]) if self.has_photo else ""

    @property
    def photo_large(self) -> str:
        return reverse("person_photo", args=[self.slug, "gross"]) if self.has_photo else ""


def for_profiles(people: QuerySet[Person], day: date) -> QuerySet[Person]:
    """`people` with all that `visible_profile` needs, in a fixed number of statements.

    For relations: `Prefetch("person", queryset=for_profiles(Person.objects.all(), today))`.
    """
    current: dict[str, Any] = {"is_current": Exists(members_on(day).filter(pk=OuterRef("pk")))}
    annotated: QuerySet[Person] = people.annotate(**current).select_related("company", "trade")
    return annotated.prefetch_related(*TAG_RELATIONS)


def visible_profile(person: Person, viewer: Viewer) -> VisibleProfile:
    """`person` (from `for_profiles`) with only the fields `viewer` may see; nothing of former members."""
    shown = person.is_current and may_see(person.listed, level=viewer.level)
    seen = {field for field in person.visibility if shown and field_visible(person, field, viewer)}
    company = person.company if "company" in seen else None
    return VisibleProfile(
        pk=person.pk,
        slug=person.slug,
        name=person.name,
        title=person.title,
        first_name=person.first_name,
        last_name=person.last_name,
        shown=shown,
        public=person.is_current and person.listed == Visibility.EVERYONE,
        trade=person.trade.name if person.trade and "trade" in seen else "",
        company=company.name if company else "",
        company_url=_company_url(company, viewer),
        has_photo=bool(person.photo) and "photo" in seen,
        offers=_tag_names(person, "offers") if "offers" in seen else (),
        seeks=_tag_names(person, "seeks") if "seeks" in seen else (),
        links=tuple(Link(url) for url in person.links) if "links" in seen else (),
        **{field: getattr(person, field) for field in _TEXTS if field in seen},
    )


def field_visible(person: Person, field: str, viewer: Viewer) -> bool:
    """Whether the owner shows `field` to this viewer; it never reaches further than the profile itself."""
    level = viewer.level
    return may_see(person.listed, level=level) and may_see(person.visibility[field], level=level)


def _company_url(company: Company | None, viewer: Viewer) -> str:
    if company is None or not may_see(company.listed, level=viewer.level):
        return ""
    return reverse("company_profile", args=[company.slug])


def _tag_names(person: Person, relation: str) -> tuple[str, ...]:
    return tuple(sorted((tag.name for tag in getattr(person, relation).all()), key=str.casefold))


def people_shown_to(viewer: Viewer, day: date) -> QuerySet[Person]:
    """Members on `day` who show their profile to `viewer`, in the order of the alphabet."""
    return members_on(day).filter(listed__in=SEEN_AT[viewer.level]).order_by("sort_key", "pk")


def newcomers(viewer: Viewer, day: date) -> QuerySet[Person]:
    """Those of `people_shown_to` who first joined, alone or with their company, within a year before `day`."""
    people = with_joined_on(people_shown_to(viewer, day))
    return people.filter(joined_on__gt=day - timedelta(days=365)).order_by("-joined_on", "sort_key", "pk")


def companies_shown_to(viewer: Viewer, day: date) -> QuerySet[Company]:
    """Companies of members on `day` that show themselves to `viewer`, in the order of the alphabet."""
    return companies_on(day).filter(listed__in=SEEN_AT[viewer.level]).order_by("sort_key", "pk")


def company_people(company: Company, viewer: Viewer, day: date) -> QuerySet[Person]:
    """Those who belong to the company or have a seat for it, and show themselves and that, to `viewer`."""
    seats = Seat.objects.on(day).filter(member__company=company, person=OuterRef("pk"))
    people = people_shown_to(viewer, day).filter(Q(company=company) | Q(Exists(seats)))
    return shows(people, "company", viewer)


def shows(people: QuerySet[Person], field: str, viewer: Viewer) -> QuerySet[Person]:
    """Those of `people` who let `viewer` see `field`."""
    levels = [str(level.value) for level in Visibility if level in SEEN_AT[viewer.level]]
    return people.filter(**{f"visibility__{field}__in": levels})


def member_since(person: Person) -> int | None:
    """The year in which the person first joined, by a membership of their own or with their company."""
    first: date | None = with_joined_on(Person.objects.filter(pk=person.pk)).values_list("joined_on", flat=True).first()
    return first.year if first else None

"""Content: the page of an event, which after the event is its recap, and the list of all events."""

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet

AFTER = "after"  # the preview mode
RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class EventIndexPage(Page):
    """`/termine/`: the list of all events; the list itself is live and comes from queries."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    max_count = 1
    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["events.EventPage"]
    template = "events/event_index_page.html"

    class Meta:
        verbose_name = _("list of events")


class EventQuerySet(PageQuerySet):
    def coming(self, now: datetime) -> "EventQuerySet":
        """Not over at `now`, the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> "EventQuerySet":
        """Over at `now`, the latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


EventPageManager = PageManager.from_queryset(EventQuerySet)


class EventPage(Page):
    """What is written about an event. What happens to it (state, places, registrations) lives at `Event`."""

    class Kind(models.TextChoices):
        BREAKFAST = "breakfast", _("business breakfast")
        TALK = "talk", _("talk")
        VISIT = "visit", _("company visit")
        REGULARS = "regulars", _("regulars’ table")
        ASSEMBLY = "assembly", _("general meeting")
        PARTY = "party", _("celebration")
        WORKING_GROUP = "working_group", _("working group")
        OTHER = "other", _("other")

    class NotifyHost(models.TextChoices):
        IMMEDIATELY = "immediately", _("as they come")
        DAILY = "daily", _("once a day")
        NEVER = "never", _("never")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.BREAKFAST)
    working_group = models.ForeignKey(
        "board.WorkingGroup",
        verbose_name=_("event of the working group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    starts_at = models.DateTimeField(_("start"), db_index=True)
    ends_at = models.DateTimeField(_("end"), db_index=True)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    directions = models.CharField(_("how to get there"), max_length=300, blank=True)
    online_url = models.URLField(_("online link"), blank=True, help_text=_("Shown to registered people only."))

    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    body = RichTextField(_("description"), blank=True, features=RICH_TEXT)
    audience = models.CharField(_("for whom"), max_length=300, blank=True)
    takeaway = models.CharField(_("what you take home"), max_length=300, blank=True)
    host = models.ForeignKey(
        "members.Person", verbose_name=_("host"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    contact_email = models.EmailField(_("contact for questions"), blank=True)
    image = models.ForeignKey(
        "verein.SiteImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    price = models.CharField(
        _("price"),
        max_length=200,
        blank=True,
        help_text=_("As text, for example “12 € for breakfast, to be paid at the table”."),
    )

    # How many places there are when the page is first published; afterwards `Event.capacity` counts.
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration deadline"), null=True, blank=True, help_text=_("Empty: until the start.")
    )
    cancel_until = models.DateTimeField(
        _("cancelling possible until"), null=True, blank=True, help_text=_("Empty: until the start.")
    )
    promote_until = models.DateTimeField(
        _("people move up by themselves until"),
        null=True,
        blank=True,
        help_text=_("Empty: as long as cancelling is possible. Then the host decides."),
    )
    takes_registrations = models.BooleanField(_("takes registrations"), default=True)
    guests_allowed = models.BooleanField(_("guests welcome"), default=True)
    companions_max = models.PositiveSmallIntegerField(_("companions per registration"), default=0)
    members_only = models.BooleanField(_("for members only"), default=False)
    notify_host = models.CharField(
        _("tell the host of registrations"), max_length=12, choices=NotifyHost, default=NotifyHost.DAILY
    )

    recap = RichTextField(_("recap"), blank=True, features=RICH_TEXT)
    attendance_count = models.PositiveIntegerField(_("number of people who came"), null=True, blank=True)
    # Folded text for the search; filled when the page is published.
    search_text = models.TextField(blank=True, editable=False)

    objects = EventPageManager()

    private_page_options: ClassVar[list[str]] = []  # lists and search know no restrictions of Wagtail's
    parent_page_types: ClassVar[list[str]] = ["events.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "events/event_page.html"
    # A copy is a new date: it has no recap yet and is published when somebody wants it to be.
    exclude_fields_in_copy: ClassVar[list[str]] = ["recap", "attendance_count", "gallery", "go_live_at", "expire_at"]

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("", gettext("As it is now")), (AFTER, gettext("After the event, as recap"))]

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """`shown_at` tells the live tags at which moment the page is looked at."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, "shown_at": self.ends_at} if mode_name == AFTER else context

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start")
        ]

    @property
    def address(self) -> str:
        """The path of the page; `slug` is unique below the one list of events."""
        return f"/termine/{quote(self.slug)}/"

    @property
    def place(self) -> str:
        """ "Café am Stadtwall, Münstermauer 12, 48431 Rheine"."""
        town = f"{self.postcode} {self.city}".strip()
        return ", ".join(part for part in (self.venue, self.street, town) if part)

    @property
    def map_url(self) -> str:
        """A search on OpenStreetMap for the address: a plain link, no map is loaded into the page."""
        town = f"{self.postcode} {self.city}".strip()
        query = ", ".join(part for part in (self.street or self.venue, town) if part)
        return f"https://www.openstreetmap.org/search?{urlencode({'query': query})}"


class ProgrammeItem(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="programme_items")
    starts_at = models.TimeField(_("time"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.CharField(_("text"), max_length=300, blank=True)


class EventSpeaker(Orderable):
    """A member (`person`) or somebody from outside (`name`, `company`)."""

    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey(
        "members.Person",
        verbose_name=_("member"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="talks",
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    company = models.CharField(_("company"), max_length=160, blank=True)
    topic = models.CharField(_("topic"), max_length=200, blank=True)

    def clean(self) -> None:
        if not self.person_id and not self.name.strip():
            raise ValidationError({"name": _("Choose a member or enter a name.")})


class EventImage(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="gallery")
    image = models.ForeignKey("verein.SiteImage", verbose_name=_("picture"), on_delete=models.CASCADE, related_name="+")
    caption = models.CharField(_("caption"), max_length=200, blank=True)


class EventDocument(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        "verein.SiteDocument", verbose_name=_("document"), on_delete=models.CASCADE, related_name="event_documents"
    )

"""How an event's page is edited: the tabs of its form and what they check."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from events.models import Event

# Addresses below `/termine/` that lead elsewhere (verein/urls.py: they stand before Wagtail's tree).
RESERVED_SLUGS = {"kalender", "kalender.ics", "feed", "feed.xml", "naechster", "archiv", "monat"}


class EventPageForm(WagtailAdminPageForm):
    """Checks what one event's fields say about each other; every message stands at the field that is to be changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = Event.objects.filter(page_id=self.instance.pk).first() if self.instance.pk else None
        if event and event.fingerprint and "capacity" in self.fields:
            field = self.fields["capacity"]
            field.disabled = True
            self.initial["capacity"] = event.capacity
            field.help_text = format_html(
                '{} <a href="{}">{}</a>',
                _("Published. The number of places is now changed where the registrations are: people move up."),
                reverse("event_desk", args=[self.instance.pk]),
                _("Change the number of places"),
            )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            self.add_error("slug", _("“%(slug)s” is taken by the site itself. Please choose another.") % {"slug": slug})
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._check_times(cleaned)
        self._check_places(cleaned)
        return cleaned

    def _check_times(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        opens, closes = cleaned.get("registration_opens_at"), cleaned.get("registration_closes_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("The end must be after the start."))
        limits = {
            "registration_closes_at": _("The registration deadline must not be after the start."),
            "cancel_until": _("People cannot cancel after the start."),
            "promote_until": _("People cannot move up after the start."),
        }
        for name, message in limits.items():
            if start and cleaned.get(name) and cleaned[name] > start:
                self.add_error(name, message)
        if opens and opens >= (closes or start or opens):
            message = _("Registration must open before the deadline.") if closes else ""
            self.add_error("registration_opens_at", message or _("Registration must open before the start."))
        if end and cleaned.get("expire_at") and cleaned["expire_at"] < end:
            self.add_error("expire_at", _("The page would disappear before the event is over."))

    def _check_places(self, cleaned: dict[str, Any]) -> None:
        capacity, companions = cleaned.get("capacity"), cleaned.get("companions_max") or 0
        if capacity is None:
            return
        if capacity < 1:
            self.add_error("capacity", _("At least one place. Leave it empty for no limit."))
        elif companions + 1 > capacity:
            self.add_error(
                "companions_max",
                _("One registration could take %(party)s places, but there are only %(places)s.")
                % {"party": companions + 1, "places": capacity},
            )


def _row(*names: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(name) for name in names])


what = [
    TitleFieldPanel("title", help_text=gettext_lazy("As people will read it in lists and calendars.")),
    FieldPanel("kind"),
    FieldPanel("working_group"),
    FieldPanel("summary", help_text=gettext_lazy("For lists, search engines and shared links.")),
    FieldPanel("body"),
    _row("audience", "takeaway"),
    FieldPanel("image", help_text=gettext_lazy("Shown on the page and when the link is shared.")),
]
where_and_when = [
    MultiFieldPanel(
        [_row("starts_at", "ends_at")],
        gettext_lazy("When"),
        help_text=gettext_lazy("German time. Who is registered is told by mail when published times or places change."),
    ),
    MultiFieldPanel(
        [FieldPanel("venue"), FieldPanel("street"), _row("postcode", "city"), FieldPanel("directions")],
        gettext_lazy("Where"),
    ),
    FieldPanel("online_url"),
]
registration = [
    FieldPanel("takes_registrations"),
    _row("capacity", "companions_max"),
    MultiFieldPanel(
        [_row("registration_opens_at", "registration_closes_at"), _row("cancel_until", "promote_until")],
        gettext_lazy("Times"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("members_only", help_text=gettext_lazy("Nobody else can register; guests neither.")),
            FieldPanel("guests_allowed"),
        ],
        gettext_lazy("Who may register"),
    ),
    FieldPanel("price"),
]
people = [
    InlinePanel("programme_items", heading=gettext_lazy("Programme"), label=gettext_lazy("item of the programme")),
    InlinePanel(
        "speakers",
        heading=gettext_lazy("Speakers"),
        label=gettext_lazy("speaker"),
        help_text=gettext_lazy("A member, or name and company of somebody from outside."),
    ),
    MultiFieldPanel(
        [FieldPanel("host"), FieldPanel("contact_email"), FieldPanel("notify_host")],
        gettext_lazy("Host and contact"),
        help_text=gettext_lazy("The host hears of registrations."),
    ),
    InlinePanel(
        "documents",
        heading=gettext_lazy("Documents"),
        label=gettext_lazy("document"),
        help_text=gettext_lazy("Public, or for registered people only: that is set at the document itself."),
    ),
]
recap = [
    FieldPanel("recap", help_text=gettext_lazy("After the event this page is its recap, at the same address.")),
    FieldPanel("attendance_count", help_text=gettext_lazy("Empty: counted from the attendance.")),
    InlinePanel(
        "gallery",
        heading=gettext_lazy("Pictures"),
        label=gettext_lazy("picture"),
        help_text=gettext_lazy("The description of each picture is read to people who cannot see it."),
    ),
]
address = [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description"), PublishingPanel()]

edit_handler = TabbedInterface(
    [
        ObjectList(what, heading=gettext_lazy("What")),
        ObjectList(where_and_when, heading=gettext_lazy("Where and when")),
        ObjectList(registration, heading=gettext_lazy("Registration")),
        ObjectList(people, heading=gettext_lazy("Programme and people")),
        ObjectList(recap, heading=gettext_lazy("Recap")),
        ObjectList(address, heading=gettext_lazy("Web address")),
    ],
    base_form_class=EventPageForm,
)

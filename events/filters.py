"""The filter of the list of events; it lives in the address and works without JavaScript."""

import re
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventPage
from events.queries import calendar
from verein.search import terms

COMING, PAST = "kommend", "vergangen"


class MonthField(forms.CharField):
    """ "2026-12" -> the month's first moment in the association's time zone."""

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match or not 1 <= int(match[2]) <= 12 or not 1900 <= int(match[1]) <= 2200:
            raise ValidationError(_("Give the month as year and month, for example 2026-12."), code="invalid")
        return datetime(int(match[1]), int(match[2]), 1, tzinfo=timezone.get_default_timezone())


class MonthFilter(django_filters.Filter):
    field_class = MonthField


class EventFilter(django_filters.FilterSet):
    """`zeit` says whether the coming or the past ones are listed; a month chosen shows all of that month."""

    q = django_filters.CharFilter(
        label=_("Search"), method="search", max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    monat = MonthFilter(label=_("Month"), method="in_month", widget=forms.Select)
    art = django_filters.ChoiceFilter(
        label=_("Kind"), field_name="page__kind", choices=EventPage.Kind.choices, empty_label=_("all kinds")
    )
    frei = django_filters.BooleanFilter(
        label=_("Only with places left"), method="places_left", widget=forms.CheckboxInput
    )
    zeit = django_filters.ChoiceFilter(
        choices=[(COMING, _("Coming")), (PAST, _("Past"))], method="unfiltered", widget=forms.HiddenInput
    )

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, data: Any, *, now: datetime) -> None:
        self.now = now
        period = calendar.past if data.get("zeit") == PAST else calendar.coming
        events = calendar.public_events().order_by("page__starts_at", "pk") if data.get("monat") else period(now)
        super().__init__(data, queryset=calendar.with_places(events))
        months = [("", _("all months"))]
        chosen = data.get("monat", "")
        known = [(f"{month:%Y-%m}", formats.date_format(month, "F Y")) for month in calendar.months_with_events()]
        if re.fullmatch(r"\d{4}-\d{2}", chosen) and chosen not in dict(known):
            known.insert(0, (chosen, chosen))
        self.form.fields["monat"].widget.choices = months + known

    def search(self, events: "QuerySet[Event]", name: str, value: str) -> "QuerySet[Event]":
        for term in terms(value):
            events = events.filter(page__search_text__contains=term)
        return events

    def in_month(self, events: "QuerySet[Event]", name: str, value: datetime) -> "QuerySet[Event]":
        return calendar.within_month(events, value)

    def places_left(self, events: "QuerySet[Event]", name: str, value: bool) -> "QuerySet[Event]":  # noqa: FBT001
        return calendar.with_places_left(events, self.now) if value else events

    def unfiltered(self, events: "QuerySet[Event]", name: str, value: str) -> "QuerySet[Event]":
        return events

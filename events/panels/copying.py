"""The form that makes new dates out of an event that was."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import EventPage

MAX_DATES = 26


class CopyEventForm(forms.Form):
    """`starts_at` of the first date, and how many follow at which distance; wall-clock times stay across DST."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("New start"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("End, deadlines and programme move along."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many dates"),
        min_value=1,
        max_value=MAX_DATES,
        initial=1,
        help_text=gettext_lazy("A series: each date becomes a draft of its own."),
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("Distance"),
        coerce=int,
        initial=14,
        choices=[
            (7, gettext_lazy("every week")),
            (14, gettext_lazy("every second week")),
            (21, gettext_lazy("every third week")),
            (28, gettext_lazy("every fourth week")),
        ],
    )

    def __init__(self, *args: Any, page: EventPage, now: datetime, **kwargs: Any) -> None:
        self.now = now
        kwargs["initial"] = {"title": page.title, "starts_at": next_start(page.starts_at, now)}
        super().__init__(*args, **kwargs)

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at <= self.now:
            raise forms.ValidationError(_("The new date must lie in the future."))
        return starts_at

    def starts(self) -> list[datetime]:
        """The start of each new date."""
        first = timezone.localtime(self.cleaned_data["starts_at"]).replace(tzinfo=None)
        distance = timedelta(days=self.cleaned_data["every"])
        return [timezone.make_aware(first + distance * index) for index in range(self.cleaned_data["count"])]


def next_start(starts_at: datetime, now: datetime) -> datetime:
    """The same weekday and time two weeks later, or as many fortnights later as it takes to lie in the future."""
    wall = timezone.localtime(starts_at).replace(tzinfo=None) + timedelta(days=14)
    while timezone.make_aware(wall) <= now:
        wall += timedelta(days=14)
    return timezone.make_aware(wall)

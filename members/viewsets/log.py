"""The append-only log, readable: who did what to which record when; names of fields, never values."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from members.queries.log import record_names
from verein.models import LogEntry

from .base import DayColumn, OfficeIndexView, OfficeViewSet, ReadOnlyPolicy
from .words import ACTIONS, MODELS, field_words

# Where a record can be looked at.
PAGES = {
    "members.person": "office_people:inspect",
    "members.company": "office_companies:inspect",
    "events.event": "event_desk",
}


class LogFilterSet(WagtailFilterSet):
    action = django_filters.ChoiceFilter(label=_("Action"), choices=list(ACTIONS.items()), empty_label=_("all"))
    model = django_filters.ChoiceFilter(label=_("Kind of record"), choices=list(MODELS.items()), empty_label=_("all"))
    at = django_filters.DateFromToRangeFilter(label=_("Time"))

    class Meta:
        model = LogEntry
        fields: list[str] = []


def _url(entry: LogEntry) -> str | None:
    try:
        return reverse(PAGES[entry.model], args=[entry.object_id])
    except (KeyError, NoReverseMatch):
        return None


class LogIndexView(OfficeIndexView):
    folded_fields = ("actor__person__sort_key",)
    plain_fields = ("actor__email", "object_id")

    def get_base_queryset(self) -> "QuerySet[LogEntry]":
        return LogEntry.objects.select_related("actor")

    def get_table(self, object_list: Any) -> Any:
        self.names = record_names(object_list)
        return super().get_table(object_list)

    def record(self, entry: LogEntry) -> str:
        """ "Person: Wiebke Overkamp"; the number where the record is gone."""
        kind = MODELS.get(entry.model, entry.model)
        name = self.names.get((entry.model, entry.object_id))
        return f"{kind}: {name}" if name else f"{kind} {entry.object_id}"

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("record", label=_("Record"), accessor=self.record, get_url=_url),
            Column("action", label=_("Action"), accessor=lambda row: ACTIONS.get(row.action, row.action)),
            Column("fields", label=_("Fields"), accessor=lambda row: ", ".join(field_words(row))),
            Column("actor", label=_("Actor"), accessor=lambda row: row.actor or _("system or visitor")),
            DayColumn("at", label=_("Time"), sort_key="at"),
        ]


class LogViewSet(OfficeViewSet):
    model = LogEntry
    name = "office_log"
    url_prefix = "protokoll"
    icon = "history"
    menu_label = _("Log")
    policy = ReadOnlyPolicy
    ordering = ("-pk",)
    index_view_class = LogIndexView
    filterset_class = LogFilterSet

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"page_title": _("Log"), **kwargs})


log_viewset = LogViewSet()

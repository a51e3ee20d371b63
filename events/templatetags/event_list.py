"""The list of events and the month view, as parts of the page `/termine/`."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils import timezone

from events.filters import COMING, PAST, EventFilter, MonthField
from events.queries import calendar

register = template.Library()
PER_PAGE = 20


@register.inclusion_tag("events/parts/event_list.html", takes_context=True)
def event_list(context: template.Context) -> dict[str, Any]:
    """Filter, tabs and either the lines (a page of them) or one month; everything follows from the address."""
    query: QueryDict = context["request"].GET
    now = timezone.now()
    if query.get("ansicht") == "monat":
        return {"view": "month", "now": now, **_month(query.get("monat", ""), now)}
    filter_ = EventFilter(query, now=now)
    page = Paginator(filter_.qs, PER_PAGE).get_page(query.get("seite"))
    kept = query.copy()
    kept.pop("seite", None)
    tab = kept.copy()
    tab.pop("zeit", None)
    return {
        "view": PAST if query.get("zeit") == PAST else COMING,
        "form": filter_.form,
        "filtered": any(query.get(name) for name in ("q", "monat", "art", "frei")),
        "page": page,
        "rows": calendar.listed(page.object_list, now),
        "query": kept.urlencode(),
        "tab_query": tab.urlencode(),
    }


def _month(text: str, now: datetime) -> dict[str, Any]:
    field = MonthField(required=False)
    try:
        month = field.clean(text)
        error = ""
    except ValidationError as problem:
        month, error = None, " ".join(problem.messages)
    month = month or timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    weeks = calendar.month_view(month, now)
    return {
        "error": error,
        "month": month,
        "weeks": weeks,
        "empty": not any(day.rows for week in weeks for day in week if day.in_month),
        "previous": (month - timedelta(days=1)).strftime("%Y-%m"),
        "following": (month + timedelta(days=32)).strftime("%Y-%m"),
        "today": timezone.localdate(now),
    }

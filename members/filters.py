"""The filters of the directory; the address holds them, and they never find by what the asker may not see."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Company, Person, Trade
from .queries import (
    Viewer,
    companies_shown_to,
    people_in_town,
    people_in_trade,
    people_shown_to,
    people_with_tag,
    search_companies,
    search_people,
    tags_of,
    towns_of,
    trades_of,
)


class StrictFilter(django_filters.FilterSet):
    """A value that is no choice finds nothing, and the field says so."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.none() if self.errors else super().filter_queryset(queryset)


class DirectoryFilter(StrictFilter):
    """What both lists are searched by; each says how."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    branche = django_filters.ModelChoiceFilter(
        label=_("Industry"),
        queryset=Trade.objects.none(),
        to_field_name="slug",
        method="by_trade",
        empty_label=_("all"),
    )
    ort = django_filters.ChoiceFilter(label=_("Town"), method="by_town", empty_label=_("all"))
    known: dict[str, Any] = {}

    def offer(self, *, trades: QuerySet[Trade], towns: Iterable[str]) -> None:
        """The choices are those that find somebody."""
        self.filters["branche"].queryset = trades
        self.filters["ort"].extra["choices"] = [(town, town) for town in towns]


class PersonFilter(DirectoryFilter):
    bietet = django_filters.CharFilter(label=_("Offers"), method="by_offer")
    sucht = django_filters.CharFilter(label=_("Is looking for"), method="by_search")

    def __init__(self, data: Any, *, viewer: Viewer, today: date) -> None:
        self.viewer = viewer
        people = people_shown_to(viewer, today)
        super().__init__(data, queryset=people)
        self.offer(trades=trades_of(people, viewer), towns=towns_of(people, viewer))
        self.known = {relation: tags_of(people, relation, viewer).values() for relation in ("offers", "seeks")}
        for name, relation in (("bietet", "offers"), ("sucht", "seeks")):
            self.form.fields[name].widget.attrs |= {"list": f"known-{relation}", "autocomplete": "off"}

    def by_text(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return search_people(people, value, self.viewer)

    def by_trade(self, people: QuerySet[Person], name: str, value: Trade) -> QuerySet[Person]:
        return people_in_trade(people, value, self.viewer)

    def by_town(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people_in_town(people, value, self.viewer)

    def by_offer(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people_with_tag(people, "offers", value, self.viewer)

    def by_search(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return people_with_tag(people, "seeks", value, self.viewer)


class CompanyFilter(DirectoryFilter):
    def __init__(self, data: Any, *, viewer: Viewer, today: date) -> None:
        companies = companies_shown_to(viewer, today)
        super().__init__(data, queryset=companies.select_related("trade"))
        self.offer(
            trades=Trade.objects.filter(pk__in=companies.order_by().values("trade")),
            towns=companies.exclude(city="").order_by("city").values_list("city", flat=True).distinct(),
        )

    def by_text(self, companies: QuerySet[Company], name: str, value: str) -> QuerySet[Company]:
        return search_companies(companies, value)

    def by_trade(self, companies: QuerySet[Company], name: str, value: Trade) -> QuerySet[Company]:
        return companies.filter(trade=value)

    def by_town(self, companies: QuerySet[Company], name: str, value: str) -> QuerySet[Company]:
        return companies.filter(city=value)

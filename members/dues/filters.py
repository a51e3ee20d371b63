"""What a list of the dues can be narrowed down to."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.billing.models import Account
from members.dues.models import DuesRunRow
from members.filters import StrictFilter


class RunRowFilter(django_filters.FilterSet):
    step = django_filters.ChoiceFilter(label=_("what is done"), choices=DuesRunRow.Step.choices, empty_label=_("all"))
    result = django_filters.ChoiceFilter(label=_("result"), choices=DuesRunRow.Result.choices, empty_label=_("all"))
    way = django_filters.ChoiceFilter(label=_("payment method"), choices=Account.Way.choices, empty_label=_("all"))

    class Meta:
        model = DuesRunRow
        fields: list[str] = []


STATES = [
    ("offen", _("nothing declared")),
    ("abgegeben", _("declared")),
    ("erinnert", _("reminded, nothing declared")),
    ("geschaetzt", _("estimated")),
    ("widerspruch", _("objection waits")),
    ("nicht-angefragt", _("not asked")),
]


class DeclarationFilter(StrictFilter):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stand = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state", empty_label=_("all"))

    def by_text(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        people = Q(member__person__last_name__icontains=value) | Q(member__person__first_name__icontains=value)
        return rows.filter(people | Q(member__company__name__icontains=value) | Q(member__number__iexact=value))

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        nothing = Q(declared_at=None, estimated_at=None)
        conditions = {
            "offen": nothing,
            "abgegeben": Q(declared_at__isnull=False),
            "erinnert": nothing & Q(reminded_at__isnull=False),
            "geschaetzt": Q(declared_at=None, estimated_at__isnull=False),
            "widerspruch": Q(has_objected=True),
            "nicht-angefragt": nothing & Q(asked_at=None),
        }
        return rows.filter(conditions[value])

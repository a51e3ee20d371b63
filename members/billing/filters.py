"""The filters of the list of accounts; the address holds them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from members.filters import StrictFilter

from .models import Account
from .queries.accounts import search_accounts

STANDS = [
    ("offen", _("something is open")),
    ("ueberfaellig", _("something is overdue")),
    ("guthaben", _("with credit")),
    ("pause", _("reminders rest")),
]


class AccountFilter(StrictFilter):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stand = django_filters.ChoiceFilter(label=_("Balance"), choices=STANDS, method="by_stand", empty_label=_("all"))
    weg = django_filters.ChoiceFilter(
        label=_("Payment method"), field_name="way", choices=Account.Way.choices, empty_label=_("all")
    )

    def by_text(self, accounts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return search_accounts(accounts, value)

    def by_stand(self, accounts: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        conditions: dict[str, dict[str, Any]] = {
            "offen": {"open_cents__gt": 0},
            "ueberfaellig": {"overdue_cents__gt": 0},
            "guthaben": {"credit_cents__gt": 0},
            "pause": {"reminders_paused_until__isnull": False},
        }
        return accounts.filter(**conditions[value])

"""What a list of the dues can be narrowed down to."""

import django_filters
from django.utils.translation import gettext_lazy as _

from members.billing.models import Account
from members.dues.models import DuesRunRow


class RunRowFilter(django_filters.FilterSet):
    step = django_filters.ChoiceFilter(label=_("what is done"), choices=DuesRunRow.Step.choices, empty_label=_("all"))
    result = django_filters.ChoiceFilter(label=_("result"), choices=DuesRunRow.Result.choices, empty_label=_("all"))
    way = django_filters.ChoiceFilter(label=_("payment method"), choices=Account.Way.choices, empty_label=_("all"))

    class Meta:
        model = DuesRunRow
        fields: list[str] = []

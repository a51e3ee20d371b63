"""The form of an example: somebody who might be a member, made of what the dues regulations ask for."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.billing.forms.fields import EuroField
from members.dues.models import FeeBook
from members.dues.rules import ALWAYS, Declared, Facts, Held
from members.models.rulebook import Holder, Rulebook

HOLDERS = [
    (Holder.COMPANY.value, gettext_lazy("company or association")),
    (Holder.PERSON.value, gettext_lazy("private person")),
]


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def _choices(rows: Any) -> list[tuple[str, str]]:
    return [("", "–"), *((one.key, one.name) for one in rows)]


class ExampleForm(forms.Form):
    """Fields come from the regulations: type, joining, numbers, classes, features, reductions, interval.

    `types` are the pairs of key and name of the membership types there are.
    """

    def __init__(
        self, *args: Any, book: FeeBook, rulebook: Rulebook, types: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.rulebook = book, rulebook
        add = self.fields
        add["type"] = forms.ChoiceField(label=_("Membership type"), choices=types)
        add["holder"] = forms.ChoiceField(label=_("Who is the member?"), choices=HOLDERS)
        add["joined_on"] = _day(_("Joining on"))
        add["day"] = _day(_("Year to compute: a day in it"), required=False, help_text=_("Empty: the year of joining."))
        self._numbers()
        for group in book.classifications:
            add[f"class_{group.key}"] = forms.ChoiceField(
                label=group.name, choices=_choices(group.classes), required=False
            )
        self._more()

    def _numbers(self) -> None:
        for quantity in self.book.quantities:
            parts = [(f"number_{quantity.key}", quantity.name)]
            if quantity.weights:
                parts = [(f"number_{quantity.key}__{one.key}", one.name) for one in quantity.weights]
            for name, label in parts:
                self.fields[name] = forms.DecimalField(
                    label=label, min_value=Decimal(0), max_digits=12, decimal_places=2, required=False
                )

    def _more(self) -> None:
        for fee in self.book.fees:
            if fee.chosen or fee.agreed or fee.or_agreed:
                label = _("%(fee)s: amount chosen or agreed") % {"fee": fee.name}
                self.fields[f"amount_{fee.key}"] = EuroField(label=label, required=False)
        for trait in self.book.traits:
            self.fields[f"trait_{trait.key}"] = forms.BooleanField(label=trait.name, required=False)
        for rule in self.book.reductions:
            if rule.is_granted:
                label = _("%(name)s, confirmed by the association") % {"name": rule.name}
                self.fields[f"granted_{rule.key}"] = forms.BooleanField(label=label, required=False)
        if any(rule.since == "founding" for rule in self.book.reductions):
            self.fields["founded_on"] = _day(_("Business registered on"), required=False)
        if len(self.book.payment.plans) > 1:
            plans = _choices(self.book.payment.plans)
            self.fields["plan"] = forms.ChoiceField(label=_("Payment interval"), choices=plans, required=False)

    @property
    def day(self) -> date:
        """A day in the year that is computed; never before joining."""
        return max(self.cleaned_data.get("day") or self.cleaned_data["joined_on"], self.cleaned_data["joined_on"])

    def facts(self) -> Facts:
        """Of a good form."""
        data = self.cleaned_data
        amounts = {fee.key: data[f"amount_{fee.key}"] for fee in self.book.fees if data.get(f"amount_{fee.key}")}
        return Facts(
            periods=(Held(data["type"], data["joined_on"]),),
            holder=Holder(data["holder"]),
            is_business=data["holder"] != Holder.PERSON,
            founded_on=data.get("founded_on"),
            numbers={one.key: found for one in self.book.quantities if (found := self._declared(one)) is not None},
            classes=frozenset(data[f"class_{group.key}"] for group in self.book.classifications) - {""},
            traits=frozenset(one.key for one in self.book.traits if data[f"trait_{one.key}"]),
            granted={one.key: [ALWAYS] for one in self.book.reductions if data.get(f"granted_{one.key}")},
            agreed=amounts,
            chosen=amounts,
            plan=data.get("plan") or None,
        )

    def _declared(self, quantity: Any) -> Declared | None:
        if not quantity.weights:
            number = self.cleaned_data.get(f"number_{quantity.key}")
            return None if number is None else Declared(number)
        given = {one.key: self.cleaned_data.get(f"number_{quantity.key}__{one.key}") for one in quantity.weights}
        weights = {key: number for key, number in given.items() if number is not None}
        return Declared(weights=weights) if weights else None

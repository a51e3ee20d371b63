"""The yearly declaration as a form, made from what the regulations want to know of a member."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.dues.models import DeclaredNumber
from members.dues.models.regulations import Classification, Quantity
from members.dues.queries.declaring import MemberYear, known_so_far
from members.dues.rules import Declared
from members.dues.rules.declaring import Statement, measured_in_words, used_for
from members.dues.rules.words import number

from .numbers import NumberField

SOURCES = (
    (DeclaredNumber.Source.DECLARED, gettext_lazy("declared by the member, on paper or by telephone")),
    (DeclaredNumber.Source.DECIDED, gettext_lazy("set by the board")),
    (DeclaredNumber.Source.ESTIMATE, gettext_lazy("estimated, because nothing was declared")),
)


class DeclarationForm(forms.Form):
    """One field for each number (or each kind of what is counted) and each class; numbers of last year as examples."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, found: MemberYear, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.found = found
        self.known = known_so_far(found)
        for quantity in found.needs.quantities:
            self._add_quantity(quantity)
        for group in found.needs.classifications:
            self._add_class(group)

    def _add_quantity(self, quantity: Quantity) -> None:
        known = self.known.numbers.get(quantity.key)
        earlier = self.found.earlier.get(quantity.key)
        about = self._about(measured_in_words(quantity, self.found.year), quantity=quantity.key)
        if not quantity.weights:
            before = earlier.number if earlier else None
            self._add(f"n-{quantity.key}", quantity, quantity.name, about, known.number if known else None, before)
            return
        for place, weight in enumerate(quantity.weights):
            value = known.weights.get(weight.key) if known else None
            before = earlier.weights.get(weight.key) if earlier else None
            words = _("counts %(weight)s") % {"weight": number(weight.weight)}
            label = f"{quantity.name}: {weight.name}"
            help_text = f"{words}. {about}" if place == 0 else f"{words}."
            self._add(f"n-{quantity.key}--{weight.key}", quantity, label, help_text, value, before)

    def _add(self, name: str, quantity: Quantity, label: str, help_text: str, value: Any, before: Any) -> None:
        field = NumberField(
            fractions=quantity.fractions, label=label, help_text=help_text, required=not quantity.weights
        )
        if before is not None:
            field.widget.attrs["placeholder"] = number(before)
            year = self.found.earlier[quantity.key].year
            field.help_text += " " + _("In %(year)d: %(number)s.") % {"year": year, "number": number(before)}
        field.initial = None if value is None else number(value)
        self.fields[name] = field

    def _add_class(self, group: Classification) -> None:
        choices = [("", "–"), *((one.key, f"{one.name} ({one.who})" if one.who else one.name) for one in group.classes)]
        self.fields[f"c-{group.key}"] = forms.ChoiceField(
            label=group.name,
            choices=choices,
            initial=self.known.classes.get(group.key, ""),
            help_text=self._about("", classification=group.key),
        )

    def _about(self, words: str, **of: str) -> str:
        used = used_for(self.found.book, **of)
        told = _("Needed for: %(fees)s.") % {"fees": used} if used else ""
        return " ".join(part for part in (f"{words[:1].upper()}{words[1:]}." if words else "", told) if part)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for quantity in self.found.needs.quantities:
            names = [f"n-{quantity.key}--{weight.key}" for weight in quantity.weights]
            sound = names and not any(name in self.errors for name in names)
            if sound and all(cleaned.get(name) is None for name in names):
                self.add_error(names[0], _("Please enter at least one of these numbers; 0 is one, too."))
        return cleaned

    @property
    def statement(self) -> Statement:
        """What was typed; kinds left empty count as none."""
        numbers = {}
        for quantity in self.found.needs.quantities:
            if quantity.weights:
                typed = {one.key: self.cleaned_data[f"n-{quantity.key}--{one.key}"] for one in quantity.weights}
                numbers[quantity.key] = Declared(weights={key: count or Decimal(0) for key, count in typed.items()})
            else:
                numbers[quantity.key] = Declared(self.cleaned_data[f"n-{quantity.key}"])
        groups = self.found.needs.classifications
        return Statement(numbers, {group.key: self.cleaned_data[f"c-{group.key}"] for group in groups})

    @property
    def digest(self) -> str:
        """Of what was looked at: only that is declared."""
        typed = [self.statement.stored(), dict(self.statement.classes)]
        return hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()[:32]


class ObjectionForm(DeclarationForm):
    """After an estimate: the right data, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why the estimate is wrong"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class OfficeDeclarationForm(DeclarationForm):
    source = forms.ChoiceField(label=gettext_lazy("Where the data come from"), choices=SOURCES)

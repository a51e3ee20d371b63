"""Forms of the bank account: a statement's file, what its columns mean, why a line is nothing of ours."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from members.billing.readers.bank_csv import FIELDS, NEEDED
from members.billing.rules.statements import shortened, tidy_iban
from members.readers.table import MAX_BYTES


class StatementForm(forms.Form):
    file = forms.FileField(
        label=_("Bank statement"),
        help_text=_("CAMT (XML or ZIP), MT940 or CSV, as your bank offers it. What is known already is left out."),
    )

    def clean_file(self) -> tuple[str, bytes]:
        """Name and content."""
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        return upload.name or "", upload.read()


def _shown(cell: str) -> str:
    """An example of a column; account numbers are shown shortened, here as everywhere."""
    text = cell.strip()[:80]
    return re.sub(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", lambda found: shortened(tidy_iban(found[0])), text)


class ColumnsForm(forms.Form):
    """One choice for each column, `column-0` for the first."""

    def __init__(
        self, *args: Any, header: Sequence[str], guessed: Mapping[int, str], example: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("do not take over")), *((name, label) for name, (label, _names) in FIELDS.items())]
        for index, heading in enumerate(header):
            value = _shown(example[index]) if index < len(example) else ""
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=heading or str(index + 1),
                choices=choices,
                required=False,
                initial=guessed.get(index, ""),
                help_text=_("In the first line: %(value)s") % {"value": value} if value else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = list(self.columns.values())
        if len(set(named)) != len(named):
            raise ValidationError(_("Two columns cannot mean the same."))
        amounts = "amount" in named or {"debit", "credit"} <= set(named)
        missing = [str(FIELDS[name][0]) for name in NEEDED if name not in named and name != "amount"]
        if missing or not amounts:
            missing += [] if amounts else [str(FIELDS["amount"][0])]
            raise ValidationError(_("Please also name the column of: %(fields)s.") % {"fields": ", ".join(missing)})
        return cleaned

    @property
    def columns(self) -> dict[int, str]:
        """Number of a column -> field."""
        return {int(name.removeprefix("column-")): value for name, value in self.cleaned_data.items() if value}


class IgnoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it nothing of the members’?"),
        max_length=200,
        help_text=_("“Donation”, “rent of the room”, “wrong transfer, sent back”"),
    )

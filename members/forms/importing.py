"""Forms of the import: the file, what its columns mean, what to do with bad lines."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from members.readers.columns import FIELDS, Columns
from members.readers.members import read_members
from members.readers.table import MAX_BYTES, Unreadable

SKIP = "-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Member list"),
        help_text=_(
            "CSV or XLSX, as your program or spreadsheet saves it. Nothing is taken over before you have seen it."
        ),
    )

    def clean_file(self) -> bytes:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB."))
        content = upload.read()
        try:
            read_members(content, today=timezone.localdate())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return content


class ImportForm(forms.Form):
    """`columns` as found by themselves: each gets a choice of its own, `column-1` for the first."""

    type = forms.CharField(label=_("Membership type of lines that name none"), max_length=80, required=False)
    joined = forms.DateField(label=_("Day of joining of lines that name none"), widget=AdminDateInput, required=False)
    skip_bad = forms.BooleanField(label=_("Leave bad lines out and take the good ones over"), required=False)

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("please choose")), (SKIP, _("do not take over"))]
        choices += [(name, label) for name, (label, _synonyms) in FIELDS.items()]
        for index, heading in enumerate(columns.header.cells):
            found = SKIP if heading in columns.not_taken else columns.fields.get(index, "")
            asked = index in columns.asked
            if heading or found or asked:
                self.fields[f"column-{index + 1}"] = forms.ChoiceField(
                    label=heading or str(index + 1),
                    choices=choices,
                    required=False,
                    initial="" if asked and not found else found or SKIP,
                )

    @property
    def wanted(self) -> dict[str, str]:
        """Column number -> field, "" for a column to leave out; unanswered ones are missing."""
        answers = {name: value for name, value in self.cleaned_data.items() if name.startswith("column-")}
        return {name.removeprefix("column-"): value.strip(SKIP) for name, value in answers.items() if value}

    @property
    def joined_on(self) -> date | None:
        return self.cleaned_data.get("joined")

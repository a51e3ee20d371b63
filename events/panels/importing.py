"""The form that takes a calendar of another program: first the file, then the answer to what was found in it."""

import base64
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 5_000_000
MOST_SENT = 2_000_000  # compressed; below what Django takes as one field
SALT = "events.import"


class ImportEventsForm(forms.Form):
    """`kept` carries the uploaded file from the preview to the import: nothing is stored in between."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file (ICS)"),
        required=False,
        help_text=gettext_lazy("As your calendar program exports it. Nothing is taken over before you have seen it."),
    )
    from_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until_on = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"from_on": today, "until_on": today + timedelta(days=365)}
        super().__init__(*args, **kwargs)

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data.get("file")
        if upload and (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last, upload = cleaned.get("from_on"), cleaned.get("until_on"), cleaned.get("file")
        if first and last and last < first:
            self.add_error("until_on", _("The last day is before the first."))
        if upload:
            cleaned["content"], cleaned["name"] = upload.read(), upload.name or ""
        elif not self.has_error("file"):
            cleaned["content"] = _unpack(cleaned.get("kept") or "")
            if not cleaned["content"]:
                self.add_error("file", _("Please choose a file."))
        return cleaned


def pack(content: bytes) -> str:
    """The file as text for the hidden field; empty if it is too large for that."""
    text = signing.dumps(base64.b64encode(content).decode(), salt=SALT, compress=True)
    return text if len(text) <= MOST_SENT else ""


def _unpack(text: str) -> bytes:
    try:
        return base64.b64decode(signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return b""

"""A field for one person among thousands that works without JavaScript: type, or choose from the browser's list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.board.queries.people import Choice, find_people
from members.models import Person

DATALIST = "people"  # the id of the list that the page holds once


class PersonField(forms.CharField):
    """`choices` come from `choices_of_people`; the value is a Person or None."""

    widget = forms.TextInput(attrs={"list": DATALIST, "autocomplete": "off"})

    def __init__(self, *, choices: list[Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.people = choices

    def clean(self, value: Any) -> Person | None:
        typed = super().clean(value)
        if not typed:
            return None
        found = find_people(self.people, typed)
        if not found:
            raise ValidationError(_("Nobody here is called “%(name)s”.") % {"name": typed})
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called “%(name)s”. Choose from the list or enter the membership number.")
                % {"name": typed}
            )
        return found[0]

"""What a holder chooses about the own office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.board.models import Term


class FormChoice(forms.Form):
    form = forms.ChoiceField(choices=Term.Form.choices)


class DocumentForm(forms.Form):
    """A file for whoever holds the office."""

    title = forms.CharField(label=_("What it is"), max_length=200)
    file = forms.FileField(label=_("File"))

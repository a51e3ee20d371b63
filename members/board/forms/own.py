"""What a holder chooses about the own office."""

from django import forms

from members.board.models import Term


class FormChoice(forms.Form):
    form = forms.ChoiceField(choices=Term.Form.choices)

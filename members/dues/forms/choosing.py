"""What a member chooses or proposes about its dues."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.billing.forms.fields import EuroField
from members.dues.queries.choosing import Option
from members.dues.rules.words import money


class ChoiceOfDuesForm(forms.Form):
    cents = EuroField(label=gettext_lazy("Amount of a whole year in euros"), min_value=0)
    reason = forms.CharField(label=gettext_lazy("Remark"), max_length=200, required=False)

    def __init__(self, *args: Any, option: Option, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not option.has_amount:
            del self.fields["cents"]
        else:
            self.fields["cents"].initial = option.now_cents
            if option.least_cents is not None:
                self.fields["cents"].help_text = _("At least %(amount)s.") % {"amount": money(option.least_cents)}
        if not option.is_proposal:
            del self.fields["reason"]

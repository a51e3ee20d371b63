"""Fields of the office for one person or member among thousands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Member, Person
from verein.choosing import Chooser


class PersonChooser(Chooser):
    model = Person
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    chooser_modal_url_name = "office_person_chooser:choose"


class MemberChooser(Chooser):
    model = Member
    icon = "group"
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    chooser_modal_url_name = "office_member_chooser:choose"


class PersonChoice(forms.ModelChoiceField):
    """Everybody the office knows who is alive."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person.objects.filter(died_on=None), widget=PersonChooser(), **kwargs)


class MemberChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Member.objects.all(), widget=MemberChooser(), **kwargs)

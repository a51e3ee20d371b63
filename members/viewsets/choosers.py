"""Windows to choose a person or a member in, for who may see them in the office."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from members.models import Member, Person
from verein.choosing import Guarded, SearchForm, chooser


class People(Guarded):
    permission = "members.view_person"

    def get_object_list(self) -> "QuerySet[Any]":
        """Everybody the office knows who is alive."""
        return Person.objects.filter(died_on=None).select_related("company")

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("company", label=_("Company"), accessor="company")]  # type: ignore[attr-defined]


class MemberSearch(SearchForm):
    def found_by(self, term: str) -> Q:
        holder = Q(person__sort_key__contains=term) | Q(company__sort_key__contains=term)
        return holder | Q(number__icontains=term)


class Members(Guarded):
    permission = "members.view_membership"
    filter_form_class = MemberSearch
    ordering = ("number", "pk")

    def get_object_list(self) -> "QuerySet[Any]":
        return Member.objects.select_related("person", "company")

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("number", label=_("Member number"), accessor="number")]  # type: ignore[attr-defined]


person_chooser = chooser(
    "office_person_chooser", Person, People, choose_one_text=_("Choose a person"), register_widget=False
)
member_chooser = chooser(
    "office_member_chooser", Member, Members, choose_one_text=_("Choose a member"), icon="group", register_widget=False
)

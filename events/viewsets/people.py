"""Choosing a member as host or speaker: by name and company, without seeing anything else of them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from members.models import Person
from members.queries import members_on
from verein.search import terms

PERMISSION = "events.change_registration"


class PersonFilterForm(BaseFilterForm):
    q = forms.CharField(label=_("Search"), widget=forms.TextInput(attrs={"placeholder": _("Name")}), required=False)

    def filter(self, objects: "QuerySet[Person]") -> "QuerySet[Person]":
        objects = super().filter(objects)
        for term in terms(self.cleaned_data.get("q") or ""):
            objects = objects.filter(Q(sort_key__contains=term) | Q(company__sort_key__contains=term))
            self.is_searching = True
        self.search_query = self.cleaned_data.get("q") or ""
        return objects


class _MembersOnly:
    """Only who runs events may look, and only members of today are shown."""

    filter_form_class = PersonFilterForm
    ordering = ("sort_key", "pk")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_object_list(self) -> "QuerySet[Person]":
        return members_on(timezone.localdate()).select_related("company")

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("company", label=_("Company"), accessor="company")]  # type: ignore[attr-defined]


class PersonChooseView(_MembersOnly, ChooseView):
    pass


class PersonChooseResultsView(_MembersOnly, ChooseResultsView):
    pass


class PersonChosenView(_MembersOnly, ChosenView):
    def get_object(self, pk: Any) -> Person:
        return self.get_object_list().get(pk=pk)


class PersonChosenMultipleView(_MembersOnly, ChosenMultipleView):
    def get_objects(self, pks: list[Any]) -> "QuerySet[Person]":
        return self.get_object_list().filter(pk__in=pks)


class PersonChooserViewSet(ChooserViewSet):
    model = Person
    icon = "user"
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    edit_item_text = _("Edit")
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView
    chosen_view_class = PersonChosenView
    chosen_multiple_view_class = PersonChosenMultipleView
    per_page = 20


person_chooser = PersonChooserViewSet("person_chooser")

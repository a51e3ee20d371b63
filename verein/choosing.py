"""One among thousands: a button of an office's form that opens Wagtail's window to search in, and that window."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from .search import terms


class Chooser(BaseChooser):
    """The button of the form; subclasses name `model`, `chooser_modal_url_name` and the words."""

    icon = "user"
    show_edit_link = False

    def get_instance(self, value: Any) -> Any:
        """What was posted may be no number at all: the field says so, and nobody is chosen."""
        return None if isinstance(value, str) and not value.isdecimal() else super().get_instance(value)


class SearchForm(BaseFilterForm):
    """Every word typed must be found, folded as in the site's search."""

    q = forms.CharField(label=_("Search"), widget=forms.TextInput(attrs={"placeholder": _("Name")}), required=False)

    def filter(self, objects: "QuerySet[Any]") -> "QuerySet[Any]":
        objects = super().filter(objects)
        for term in terms(self.cleaned_data.get("q") or ""):
            objects = objects.filter(self.found_by(term))
            self.is_searching = True
        self.search_query = self.cleaned_data.get("q") or ""
        return objects

    def found_by(self, term: str) -> Q:
        """Of people: by their own name and their company's."""
        return Q(sort_key__contains=term) | Q(company__sort_key__contains=term)


class Guarded:
    """Only who has `permission` may look, and only the rows of `get_object_list` exist."""

    permission: ClassVar[str]
    filter_form_class: type[BaseFilterForm] = SearchForm
    ordering: ClassVar[tuple[str, ...]] = ("sort_key", "pk")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_object_list(self) -> "QuerySet[Any]":
        raise NotImplementedError

    def get_object(self, pk: Any) -> Any:
        found = self.get_object_list().filter(pk=pk).first() if str(pk).isdecimal() else None
        if found is None:
            raise Http404
        return found

    def get_objects(self, pks: list[Any]) -> "QuerySet[Any]":
        return self.get_object_list().filter(pk__in=[pk for pk in pks if str(pk).isdecimal()])


def chooser(name: str, model: type[Model], guard: type[Guarded], **attributes: Any) -> ChooserViewSet:
    """The window of `model` behind `guard`, at /admin/<name>/; `attributes` are those of the viewset."""
    views = {
        "choose_view_class": ChooseView,
        "choose_results_view_class": ChooseResultsView,
        "chosen_view_class": ChosenView,
        "chosen_multiple_view_class": ChosenMultipleView,
    }
    made = {key: type(view.__name__, (guard, view), {}) for key, view in views.items()}
    return ChooserViewSet(name, **{"model": model, "per_page": 20, "icon": "user", **made, **attributes})

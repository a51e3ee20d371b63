"""What the office's lists have in common: folded search, no delete, no history of Wagtail's own."""

from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import URLPattern, reverse
from django.utils import formats, timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from verein.search import sort_key, terms

KEPT_URLS = {"index", "index_results", "add", "edit", "inspect"}


class NoDeletePolicy(ModelPermissionPolicy):
    """Django's rights, but nobody deletes: people are deactivated, memberships end."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))


class ReadOnlyPolicy(NoDeletePolicy):
    """To be looked at only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))


class DayColumn(Column):
    """A date or a moment as a register shows it; Wagtail's own column says "3 months"."""

    def get_value(self, instance: Any) -> str:
        value = super().get_value(instance)
        if not value:
            return "–"
        if isinstance(value, datetime):
            return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        return formats.date_format(value, "SHORT_DATE_FORMAT")


class OfficeIndexView(generic.IndexView):
    """Every word of the search must be found in one of `folded_fields` (sort keys) or `plain_fields`."""

    folded_fields: tuple[str, ...] = ()
    plain_fields: tuple[str, ...] = ()
    is_searchable = True

    def search_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        for term in terms(self.search_query):
            wanted = Q()
            for name in self.folded_fields:
                # "Mueller" was typed for "Müller", whose sort key is "muller"
                bare = term.replace("ae", "a").replace("oe", "o").replace("ue", "u")
                wanted |= Q(**{f"{name}__contains": term}) | Q(**{f"{name}__contains": sort_key(bare)})
            for name in self.plain_fields:
                wanted |= Q(**{f"{name}__icontains": term})
            queryset = queryset.filter(wanted)
        return queryset


class OfficeViewSet(ModelViewSet):
    """`policy` says what may be done at all; the groups' rights say who may."""

    policy: type[ModelPermissionPolicy] = NoDeletePolicy
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 30
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        without = {"history_url_name": None, "usage_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**{**without, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in KEPT_URLS]

    def on_register(self) -> None:
        register_permission_policy(self.model, self.policy(self.model), exact_class=True)
        super().on_register()

    def inspect_url(self, instance: Any) -> str:
        return reverse(self.get_url_name("inspect"), args=[instance.pk])

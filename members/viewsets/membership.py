"""Membership types, industries and the register of members."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from members.actions.people import save_membership_type, save_trade
from members.models import Membership, MembershipType, Trade

from .base import DayColumn, OfficeIndexView, OfficeViewSet, ReadOnlyPolicy
from .people import company_viewset, person_viewset


class MembershipFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("now", _("running")), ("over", _("ended"))], method="by_state", empty_label=_("all")
    )
    type = django_filters.ModelChoiceFilter(
        label=_("Membership type"), queryset=MembershipType.objects.order_by("name")
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(belongs=value == "now")


def _holder_url(row: Membership) -> str:
    viewset = person_viewset if row.member.person_id else company_viewset
    return viewset.inspect_url(row.member.holder)


class MembershipIndexView(OfficeIndexView):
    folded_fields = ("member__person__sort_key", "member__company__sort_key")
    plain_fields = ("member__number",)

    def get_base_queryset(self) -> "QuerySet[Membership]":
        running = Membership.objects.on(timezone.localdate()).filter(pk=OuterRef("pk"))
        return Membership.objects.select_related("member__person", "member__company", "type").annotate(
            belongs=Exists(running)
        )

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "member",
                label=_("Member"),
                accessor="member.holder",
                get_url=_holder_url,
            ),
            Column("number", label=_("Number"), accessor="member.number", sort_key="member__number"),
            Column("type", label=_("Membership type"), accessor="type.name", sort_key="type__name"),
            DayColumn("from_on", label=_("First day"), sort_key="from_on"),
            DayColumn("last_day", label=_("Last day"), sort_key="until_on"),
        ]


class MembershipViewSet(OfficeViewSet):
    model = Membership
    name = "office_memberships"
    url_prefix = "mitgliedschaften"
    icon = "list-ol"
    menu_label = _("Memberships")
    policy = ReadOnlyPolicy
    ordering = ("-from_on", "-pk")
    index_view_class = MembershipIndexView
    filterset_class = MembershipFilterSet


class _NamedIndexView(OfficeIndexView):
    plain_fields = ("name",)


class _TypeSave:
    def save_instance(self) -> Any:
        return save_membership_type(self.form.instance, actor=self.request.user)  # type: ignore[attr-defined]


class TypeCreateView(_TypeSave, generic.CreateView):
    pass


class TypeEditView(_TypeSave, generic.EditView):
    pass


class _TradeSave:
    def save_instance(self) -> Any:
        return save_trade(self.form.instance, actor=self.request.user)  # type: ignore[attr-defined]


class TradeCreateView(_TradeSave, generic.CreateView):
    pass


class TradeEditView(_TradeSave, generic.EditView):
    pass


class MembershipTypeViewSet(OfficeViewSet):
    model = MembershipType
    name = "office_membership_types"
    url_prefix = "mitgliedsarten"
    icon = "tag"
    menu_label = _("Membership types")
    ordering = ("name",)
    list_display = ["name", "key"]
    form_fields = ["name"]
    index_view_class = _NamedIndexView
    add_view_class = TypeCreateView
    edit_view_class = TypeEditView


class TradeViewSet(OfficeViewSet):
    model = Trade
    name = "office_trades"
    url_prefix = "branchen"
    icon = "tag"
    menu_label = _("Industries")
    ordering = ("name",)
    list_display = ["name"]
    form_fields = ["name"]
    index_view_class = _NamedIndexView
    add_view_class = TradeCreateView
    edit_view_class = TradeEditView


membership_viewset = MembershipViewSet()
type_viewset = MembershipTypeViewSet()
trade_viewset = TradeViewSet()

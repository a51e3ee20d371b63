"""People and companies: lists, forms whose save step calls the action, and a page that tells all the office knows."""

from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import Button

from members.actions.people import create_company, create_person, update_company, update_person
from members.forms.office import CompanyOfficeForm, PersonOfficeForm
from members.models import Company, Member, MembershipType, Person, Trade
from members.queries import companies_on, members_on
from members.queries.invitations import reason_against_inviting
from members.queries.office import OfficeFacts, company_facts, person_facts

from .base import OfficeIndexView, OfficeViewSet
from .words import ACTIONS, field_words

Rows = QuerySet[Any]  # annotated rows, as the index views make them
STATES = [("now", _("members")), ("former", _("former members")), ("never", _("never a member"))]
ACCOUNTS = [("none", _("no account")), ("active", _("may sign in")), ("off", _("deactivated"))]


def _state(row: Any) -> str:
    if not row.belongs:
        return str(_("former")) if row.has_number else "–"
    if row.has_number:
        return str(_("member"))
    return str(_("through the company") if isinstance(row, Person) else _("through its people"))


def _name_column(viewset: OfficeViewSet) -> TitleColumn:
    return TitleColumn("sort_key", label=_("Name"), accessor="name", get_url=viewset.inspect_url, sort_key="sort_key")


def _panel(heading: Any, *names: str) -> MultiFieldPanel:
    return MultiFieldPanel([FieldPanel(name) for name in names], heading)


# --- People ----------------------------------------------------------------------------------------------------------
class PersonFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("Membership"), choices=STATES, method="by_state", empty_label=_("all"))
    account = django_filters.ChoiceFilter(
        label=_("Account"), choices=ACCOUNTS, method="by_account", empty_label=_("all")
    )
    type = django_filters.ModelChoiceFilter(
        label=_("Membership type"), queryset=MembershipType.objects.order_by("name"), method="by_type"
    )
    trade = django_filters.ModelChoiceFilter(label=_("Industry"), queryset=Trade.objects.order_by("name"))
    company = django_filters.ModelChoiceFilter(label=_("Company"), queryset=Company.objects.order_by("sort_key"))

    class Meta:
        model = Person
        fields: list[str] = []

    def by_state(self, queryset: Rows, name: str, value: str) -> Rows:
        if value == "now":
            return queryset.filter(belongs=True)
        return queryset.filter(belongs=False, has_number=value == "former")

    def by_account(self, queryset: Rows, name: str, value: str) -> Rows:
        if value == "none":
            return queryset.filter(user=None)
        return queryset.filter(user__is_active=value == "active")

    def by_type(self, queryset: Rows, name: str, value: MembershipType) -> Rows:
        return queryset.filter(member__periods__in=value.membership_set.on(timezone.localdate()))


class PersonIndexView(OfficeIndexView):
    folded_fields = ("sort_key", "company__sort_key")
    plain_fields = ("email", "member__number", "city")

    def search_queryset(self, queryset: Rows) -> Rows:
        found = super().search_queryset(queryset)
        others = _found_by_others(self.search_query) if self.search_query else set()
        return found | queryset.filter(pk__in=others) if others else found

    def get_base_queryset(self) -> "QuerySet[Person]":
        return (
            Person.objects.select_related("company", "trade", "user", "member")
            .annotate(
                belongs=Exists(members_on(timezone.localdate()).filter(pk=OuterRef("pk"))),
                has_number=Exists(Member.objects.filter(person=OuterRef("pk"))),
            )
        )  # fmt: skip

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            buttons.append(Button(_("Import a member list"), url=reverse("office_import"), icon_name="upload"))
        if self.user_has_permission("change"):
            buttons.append(Button(_("Invite all"), url=reverse("office_invite_all"), icon_name="mail"))
        return buttons

    @property
    def columns(self) -> list[Column]:
        return [
            _name_column(person_viewset),
            Column("company", label=_("Company"), accessor=lambda row: row.company or "–"),
            Column("trade", label=_("Industry"), accessor=lambda row: row.trade or "–"),
            Column("number", label=_("Number"), accessor=lambda row: row.member.number if row.has_number else "–"),
            Column("state", label=_("Membership"), accessor=_state),
            Column("account", label=_("Account"), accessor=_account),
        ]


def _account(row: Person) -> str:
    if row.user is None:
        return str(_("no account"))
    return str(_("may sign in") if row.user.is_active else _("deactivated"))


def _found_by_others(query: str) -> set[int]:
    """Ids of people whom another room finds by the words, by the name of their office for example."""
    found = (import_string(path)(query, timezone.localdate()) for path in settings.PEOPLE_FOUND_BY)
    return {pk for ids in found for pk in ids}


class PersonCreateView(generic.CreateView):
    def save_instance(self) -> Person:
        return create_person(data=self.form.cleaned_data, actor=self.request.user)

    def get_success_url(self) -> str:
        return person_viewset.inspect_url(self.object)


class PersonEditView(generic.EditView):
    def save_instance(self) -> Person:
        update_person(self.object, data=self.form.cleaned_data, actor=self.request.user)
        return self.form.instance

    def get_success_url(self) -> str:
        return person_viewset.inspect_url(self.object)


class PersonInspectView(generic.InspectView):
    template_name = "members/office/person.html"
    page_title = _("Person")

    def get_fields_context(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        not_invite = reason_against_inviting(self.object, timezone.localdate())
        return super().get_context_data(
            **kwargs, **self.office_context(person_facts(self.object, timezone.localdate())), not_invite=not_invite
        )

    def office_context(self, facts: OfficeFacts) -> dict[str, Any]:
        more = [button for found in hooks.get_hooks("office_holder_buttons") for button in found(facts)]
        log = [(entry, ACTIONS.get(entry.action, entry.action), field_words(entry)) for entry in facts.log]
        may_change = self.user_has_permission("change")
        return {"facts": facts, "more": more, "log": log, "may_change": may_change, "edit_url": self.get_edit_url()}


class PersonViewSet(OfficeViewSet):
    model = Person
    name = "office_people"
    url_prefix = "personen"
    icon = "user"
    menu_label = _("People")
    ordering = ("sort_key", "pk")
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    inspect_view_class = PersonInspectView
    inspect_view_enabled = True
    inspect_template_name = "members/office/person.html"
    filterset_class = PersonFilterSet
    edit_handler = ObjectList(
        [
            _panel(_("Name"), "salutation", "title", "first_name", "last_name"),
            _panel(_("Work"), "company", "position", "trade"),
            _panel(_("Contact"), "email", "phone", "mobile", "street", "postcode", "city", "website"),
            _panel(_("For the office"), "born_on", "language", "note"),
        ],
        base_form_class=PersonOfficeForm,
    )


# --- Companies -------------------------------------------------------------------------------------------------------
class CompanyFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("Membership"), choices=STATES, method="by_state", empty_label=_("all"))
    trade = django_filters.ModelChoiceFilter(label=_("Industry"), queryset=Trade.objects.order_by("name"))

    class Meta:
        model = Company
        fields: list[str] = []

    by_state = PersonFilterSet.by_state


class CompanyIndexView(OfficeIndexView):
    folded_fields = ("sort_key",)
    plain_fields = ("city", "email", "member__number")

    def get_base_queryset(self) -> "QuerySet[Company]":
        return (
            Company.objects.select_related("trade", "member")
            .annotate(
                belongs=Exists(companies_on(timezone.localdate()).filter(pk=OuterRef("pk"))),
                has_number=Exists(Member.objects.filter(company=OuterRef("pk"))),
            )
        )  # fmt: skip

    @property
    def columns(self) -> list[Column]:
        return [
            _name_column(company_viewset),
            Column("trade", label=_("Industry"), accessor=lambda row: row.trade or "–"),
            Column("city", label=_("Town"), sort_key="city"),
            Column("number", label=_("Number"), accessor=lambda row: row.member.number if row.has_number else "–"),
            Column("state", label=_("Membership"), accessor=_state),
        ]


class CompanyCreateView(generic.CreateView):
    def save_instance(self) -> Company:
        return create_company(data=self.form.cleaned_data, actor=self.request.user)

    def get_success_url(self) -> str:
        return company_viewset.inspect_url(self.object)


class CompanyEditView(generic.EditView):
    def save_instance(self) -> Company:
        update_company(self.object, data=self.form.cleaned_data, actor=self.request.user)
        return self.form.instance

    def get_success_url(self) -> str:
        return company_viewset.inspect_url(self.object)


class CompanyInspectView(PersonInspectView):
    page_title = _("Company")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super(PersonInspectView, self).get_context_data(
            **kwargs, **self.office_context(company_facts(self.object, timezone.localdate()))
        )


class CompanyViewSet(OfficeViewSet):
    model = Company
    name = "office_companies"
    url_prefix = "unternehmen"
    icon = "home"
    menu_label = _("Companies")
    ordering = ("sort_key", "pk")
    index_view_class = CompanyIndexView
    add_view_class = CompanyCreateView
    edit_view_class = CompanyEditView
    inspect_view_class = CompanyInspectView
    inspect_view_enabled = True
    inspect_template_name = "members/office/person.html"
    filterset_class = CompanyFilterSet
    edit_handler = ObjectList(
        [FieldPanel(name) for name in CompanyOfficeForm.Meta.fields], base_form_class=CompanyOfficeForm
    )


person_viewset = PersonViewSet()
company_viewset = CompanyViewSet()

"""Where members appear in Wagtail: lists, menu, buttons of the office."""

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet

from verein.menu import RULES, PermittedMenuItem, show_page

from .views import (
    data_office,
    duplicates,
    guest_data,
    importing,
    meeting,
    office,
    office_principles,
    periods,
    register,
    seats,
    statistics,
    statutes,
)
from .viewsets.choosers import member_chooser, person_chooser
from .viewsets.lists import list_viewset
from .viewsets.log import log_viewset
from .viewsets.membership import membership_viewset, trade_viewset, type_viewset
from .viewsets.people import company_viewset, person_viewset

show_page(
    "office_erasure_requests",
    pgettext_lazy("menu", "Erasures"),
    permission=data_office.PERMISSION,
    icon="bin",
    order=905,
)
show_page(
    "office_statutes_list", _("Statutes"), permission=statutes.pages.may("view"), icon="doc-full", order=10, menu=RULES
)
show_page(
    "office_principles_list", _("Principles"), permission=office_principles.VIEW, icon="openquote", order=30, menu=RULES
)


class MembersGroup(ViewSetGroup):
    menu_label = _("Members")
    menu_icon = "group"
    menu_order = 100
    items = (
        person_viewset,
        company_viewset,
        membership_viewset,
        type_viewset,
        trade_viewset,
        list_viewset,
        log_viewset,
    )

    def get_submenu_items(self) -> list[MenuItem]:
        """The viewsets, and pages that are none."""
        see, change = "members.view_membership", "members.change_person"
        pages = [
            PermittedMenuItem(
                _("Register of members"), reverse_lazy("office_register"), permission=see, icon_name="list-ul", order=20
            ),
            PermittedMenuItem(
                _("General meeting"),
                reverse_lazy("office_meeting"),
                permission=see,
                icon_name="calendar-check",
                order=20,
            ),
            PermittedMenuItem(
                _("Statistics"), reverse_lazy("office_statistics"), permission=see, icon_name="history", order=21
            ),
            PermittedMenuItem(
                _("Doubles"), reverse_lazy("office_duplicates"), permission=change, icon_name="copy", order=22
            ),
        ]
        return [*super().get_submenu_items(), *pages]


@hooks.register("register_admin_urls")
def register_statutes_urls() -> list[URLPattern]:
    return [*statutes.pages.urls("satzung"), path("satzung/regeln.yaml", statutes.rules_file, name="office_rules_file")]


@hooks.register("register_admin_urls")
def register_principles_urls() -> list[URLPattern]:
    views = office_principles
    return [
        path("grundsaetze/", views.listing, name="office_principles_list"),
        path("grundsaetze/neu/", views.create, name="office_principles_create"),
        path("grundsaetze/<int:pk>/", views.version, name="office_principles"),
        path("grundsaetze/<int:pk>/aendern/", views.change, name="office_principles_change"),
        path("grundsaetze/<int:pk>/in-kraft/", views.in_force, name="office_principles_in_force"),
        path("grundsaetze/<int:pk>/zuruecknehmen/", views.take_back, name="office_principles_take_back"),
        path("grundsaetze/<int:pk>/loeschen/", views.delete, name="office_principles_delete"),
        path("grundsaetze/<int:pk>/erinnern/", views.remind, name="office_principles_remind"),
        path("grundsaetze/<int:pk>/zustimmung/", views.acceptance, name="office_principles_acceptance"),
        path(
            "grundsaetze/<int:pk>/zustimmung/<int:person_pk>/", views.accepted_on_paper, name="office_principles_paper"
        ),
    ]


@hooks.register("register_admin_viewset")
def register_choosers() -> list[ChooserViewSet]:
    return [person_chooser, member_chooser]


@hooks.register("register_admin_viewset")
def register_members() -> MembersGroup:
    return MembersGroup()


@hooks.register("register_admin_urls")
def register_office_urls() -> list[URLPattern]:
    return [
        path("datenschutz/anfragen/", data_office.requests, name="office_erasure_requests"),
        path("datenschutz/gaeste/", guest_data.guest_data, name="office_guest_data"),
        path("datenschutz/personen/<int:pk>/", data_office.person, name="office_erasure"),
        path("datenschutz/personen/<int:pk>/eintragen/", data_office.enter, name="office_erasure_enter"),
        path("datenschutz/personen/<int:pk>/ablehnen/", data_office.refuse, name="office_erasure_refuse"),
        path("datenschutz/personen/<int:pk>/link/", data_office.send_link, name="office_data_link"),
        path("mitglieder-import/", importing.upload, name="office_import"),
        path("mitglieder-import/vorschau/", importing.preview, name="office_import_preview"),
        path("personen/<int:pk>/konto/deaktivieren/", office.deactivate, name="office_deactivate"),
        path("personen/<int:pk>/konto/aktivieren/", office.reactivate, name="office_reactivate"),
        path("personen/<int:pk>/einladen/", office.invite_one, name="office_invite"),
        path("mitglieder-einladen/", office.invite_everybody, name="office_invite_all"),
        path("mitgliedschaften/beginnen/<str:kind>/<int:pk>/", periods.start, name="office_start"),
        path("mitgliedschaften/<int:pk>/beenden/", periods.end, name="office_end"),
        path("mitgliedschaften/<int:pk>/art/", periods.change, name="office_change_type"),
        path("mitgliedschaften/<int:pk>/berichtigen/", periods.correct, name="office_correct"),
        path("mitgliederverzeichnis/", register.register, name="office_register"),
        path("mitgliederverzeichnis/drucken/", register.sheet, name="office_register_sheet"),
        path("mitgliederverzeichnis/liste/", register.export, name="office_list"),
        path("mitgliederverzeichnis/herausgeben/", register.hand_out, name="office_hand_out"),
        path("versammlung/", meeting.meeting, name="office_meeting"),
        path("versammlung/stimmliste/", meeting.voters, name="office_meeting_voters"),
        path("doppelte/", duplicates.duplicates, name="office_duplicates"),
        path("doppelte/<str:kind>/<int:pk>/<int:other_pk>/", duplicates.merge, name="office_merge"),
        path("statistik/", statistics.office_statistics, name="office_statistics"),
        path("mitglieder/<int:pk>/sitze/neu/", seats.add, name="office_seat_add"),
        path("mitglieder/<int:pk>/zugehoerigkeit/", seats.link, name="office_link"),
        path("sitze/<int:pk>/rolle/", seats.change, name="office_seat_change"),
        path("sitze/<int:pk>/beenden/", seats.end, name="office_seat_end"),
        path("sitze/<int:pk>/ersetzen/", seats.succeed, name="office_seat_replace"),
    ]

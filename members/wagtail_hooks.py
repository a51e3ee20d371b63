"""Where members appear in Wagtail: lists, menu, buttons of the office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from .views import importing, office, seats
from .viewsets.log import log_viewset
from .viewsets.membership import membership_viewset, trade_viewset, type_viewset
from .viewsets.people import company_viewset, person_viewset


class MembersGroup(ViewSetGroup):
    menu_label = _("Members")
    menu_icon = "group"
    menu_order = 100
    items = (person_viewset, company_viewset, membership_viewset, type_viewset, trade_viewset, log_viewset)


@hooks.register("register_admin_viewset")
def register_members() -> MembersGroup:
    return MembersGroup()


@hooks.register("register_admin_urls")
def register_office_urls() -> list[URLPattern]:
    return [
        path("mitglieder-import/", importing.upload, name="office_import"),
        path("mitglieder-import/vorschau/", importing.preview, name="office_import_preview"),
        path("personen/<int:pk>/konto/deaktivieren/", office.deactivate, name="office_deactivate"),
        path("personen/<int:pk>/konto/aktivieren/", office.reactivate, name="office_reactivate"),
        path("personen/<int:pk>/einladen/", office.invite_one, name="office_invite"),
        path("mitglieder-einladen/", office.invite_everybody, name="office_invite_all"),
        path("mitgliedschaften/beginnen/<str:kind>/<int:pk>/", office.start, name="office_start"),
        path("mitgliedschaften/<int:pk>/beenden/", office.end, name="office_end"),
        path("mitglieder/<int:pk>/sitze/neu/", seats.add, name="office_seat_add"),
        path("mitglieder/<int:pk>/zugehoerigkeit/", seats.link, name="office_link"),
        path("sitze/<int:pk>/rolle/", seats.change, name="office_seat_change"),
        path("sitze/<int:pk>/beenden/", seats.end, name="office_seat_end"),
        path("sitze/<int:pk>/ersetzen/", seats.succeed, name="office_seat_replace"),
    ]

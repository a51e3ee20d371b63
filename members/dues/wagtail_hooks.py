"""Where the dues appear in Wagtail: menu and pages."""

from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from verein.menu import PermittedMenuItem

from .views import regulations, runs


@hooks.register("register_admin_urls")
def register_regulations() -> list[URLPattern]:
    return [
        path("beitragsordnung/", regulations.listing, name="dues_regulations_list"),
        path("beitragsordnung/neu/", regulations.create, name="dues_regulations_create"),
        path("beitragsordnung/<int:pk>/", regulations.version, name="dues_regulations"),
        path("beitragsordnung/<int:pk>/angaben/", regulations.facts, name="dues_regulations_facts"),
        path("beitragsordnung/<int:pk>/vergleich/", regulations.compare, name="dues_regulations_compare"),
        path("beitragsordnung/<int:pk>/in-kraft/", regulations.in_force, name="dues_regulations_in_force"),
        path("beitragsordnung/<int:pk>/zuruecknehmen/", regulations.back_to_draft, name="dues_regulations_take_back"),
        path("beitragsordnung/<int:pk>/loeschen/", regulations.delete, name="dues_regulations_delete"),
        path("beitragsordnung/<int:pk>/dokument/", regulations.document, name="dues_regulations_document"),
        path("beitragsordnung/<int:pk>/regeln/<slug:slug>/", regulations.section, name="dues_regulations_section"),
    ]


@hooks.register("register_admin_urls")
def register_runs() -> list[URLPattern]:
    return [
        path("beitragslaeufe/", runs.runs, name="dues_runs"),
        path("beitragslaeufe/neu/", runs.start, name="dues_run_start"),
        path("beitragslaeufe/<int:pk>/", runs.run, name="dues_run"),
        path("beitragslaeufe/<int:pk>/ausstellen/", runs.issue, name="dues_run_issue"),
        path("beitragslaeufe/<int:pk>/anhalten/", runs.stop, name="dues_run_stop"),
        path("beitragslaeufe/zeile/<int:pk>/", runs.row, name="dues_run_row"),
    ]


@hooks.register("register_admin_menu_item")
def show_regulations() -> MenuItem:
    return PermittedMenuItem(
        _("Dues regulations"),
        reverse_lazy("dues_regulations_list"),
        permission=regulations.VIEW,
        name="dues-regulations",
        icon_name="form",
        order=112,
    )


@hooks.register("register_admin_menu_item")
def show_runs() -> MenuItem:
    return PermittedMenuItem(
        _("Dues runs"),
        reverse_lazy("dues_runs"),
        permission="dues.view_duesrun",
        name="dues-runs",
        icon_name="list-ol",
        order=330,
    )

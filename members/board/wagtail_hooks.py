"""Where the board appears in Wagtail: menu, addresses, dashboard."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy
from wagtail import hooks

from verein.menu import show_page

from .views import handover, history, offices
from .viewsets.groups import group_viewset
from .viewsets.home import BoardPanel
from .viewsets.terms import checklist_viewset, term_viewset

show_page("board_overview", pgettext_lazy("menu", "Offices"), permission="board.view_term", icon="group", order=110)


@hooks.register("register_admin_viewset")
def register_board() -> list[Any]:
    return [term_viewset, checklist_viewset, group_viewset]


@hooks.register("register_admin_urls")
def register_board_urls() -> list[URLPattern]:
    return [
        path("aemter/", offices.offices, name="board_overview"),
        path("aemter/wahl/", offices.results, name="board_results"),
        path("aemter/<slug:key>/", history.office, name="board_office"),
        path("aemter/<slug:key>/besetzen/", offices.fill, name="board_fill"),
        path("aemter/<slug:key>/einstellungen/", offices.setting, name="board_setting"),
        path("amtszeiten/<int:pk>/beenden/", offices.end, name="board_end"),
        path("amtszeiten/<int:pk>/zuruecknehmen/", offices.cancel, name="board_cancel"),
        path("arbeitskreise/<int:pk>/schliessen/", offices.end_group, name="board_group_close"),
        path("uebergaben/", handover.handovers, name="board_handovers"),
        path("uebergaben/aufgabe/<int:pk>/", handover.assign, name="board_task"),
        path("uebergaben/aufgabe/<int:pk>/erledigt/", handover.tick_in_office, name="board_tick"),
    ]


@hooks.register("construct_homepage_panels")
def show_board(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm("board.view_term"):
        panels.append(BoardPanel())

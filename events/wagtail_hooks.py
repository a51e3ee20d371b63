"""Where events appear in Wagtail: addresses, menu, buttons, dashboard, and what may not be deleted or hidden."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.models import Page

from members.models import User
from verein.menu import show_page

from .models import Event, EventPage
from .queries.desk import registered_events
from .rules import why_not_delete, why_not_unpublish
from .views import copying, desk, desk_importing, desk_registrations, desk_states
from .viewsets.home import NextMeetingsPanel
from .viewsets.people import person_chooser

# Reports and Wagtail's help answer questions that nobody in an association asks.
HIDDEN_MENU_ITEMS = {"reports", "help"}

show_page("event_desks", _("Events"), permission="events.change_registration", icon="date", order=90)


@hooks.register("register_admin_viewset")
def register_person_chooser() -> Any:
    return person_chooser


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[URLPattern]:
    return [
        path("termine/", desk.desks, name="event_desks"),
        path("termine/einlesen/", desk_importing.import_calendar, name="event_import"),
        path("termine/<int:pk>/", desk.desk, name="event_desk"),
        path("termine/<int:pk>/kopieren/", copying.copy, name="event_copy"),
        path("termine/<int:pk>/plaetze/", desk.places, name="event_places"),
        path("termine/<int:pk>/liste/", desk.sheet, name="event_sheet"),
        path("termine/<int:pk>/anmeldungen.csv", desk.export, name="event_export"),
        path("termine/<int:pk>/anmelden/", desk_registrations.add, name="event_add"),
        path("termine/<int:pk>/anwesenheit/", desk_registrations.attendance, name="event_attendance"),
        path("termine/<int:pk>/<slug:verb>/", desk_states.change_state, name="event_state"),
        path("termine/anmeldung/<int:pk>/", desk_registrations.edit, name="event_edit_registration"),
        path("termine/anmeldung/<int:pk>/<slug:verb>/", desk_registrations.do, name="event_do"),
    ]


@hooks.register("construct_main_menu")
def tidy_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("construct_homepage_panels")
def show_next_meetings(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm("events.change_registration"):
        panels.insert(0, NextMeetingsPanel())


class CopyAsNewDate(PageMenuItem):
    label = _("Copy as a new date")
    icon_name = "copy"
    url_name = "event_copy"

    def is_shown(self, user: User) -> bool:
        return bool(self.page.get_parent().permissions_for_user(user).can_add_subpage())


class ToTheDesk(PageMenuItem):
    label = _("Registrations and attendance")
    icon_name = "group"
    url_name = "event_desk"

    def is_shown(self, user: User) -> bool:
        return bool(self.page.live) and user.has_perm("events.change_registration")


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: User, next_url: str | None = None) -> Iterator[PageMenuItem]:
    if isinstance(page.specific_deferred, EventPage):
        yield ToTheDesk(page=page, priority=1)
        yield CopyAsNewDate(page=page, priority=3)


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[PageMenuItem]:
    if isinstance(page.specific_deferred, EventPage):
        yield ToTheDesk(page=page, priority=5)
        yield CopyAsNewDate(page=page, priority=25)


def _only_who_runs_events(request: HttpRequest, is_event: bool) -> None:  # noqa: FBT001
    """Editors have rights at the home page, which Wagtail lets reach down to here; events are not their task."""
    if is_event and not request.user.has_perm("events.change_registration"):
        raise PermissionDenied


@hooks.register("before_create_page")
def only_event_editors_create(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    _only_who_runs_events(request, issubclass(page_class, EventPage))


@hooks.register("before_edit_page", order=-10)
@hooks.register("before_publish_page", order=-10)
@hooks.register("before_unpublish_page", order=-10)
@hooks.register("before_delete_page", order=-10)
def only_event_editors_change(request: HttpRequest, page: Page) -> None:
    _only_who_runs_events(request, isinstance(page.specific_deferred, EventPage))


@hooks.register("before_move_page")
def only_event_editors_move(request: HttpRequest, page: Page, destination: Page) -> None:
    _only_who_runs_events(request, isinstance(page.specific_deferred, EventPage))


@hooks.register("before_copy_page")
def copy_with_new_dates(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's own copy would leave the old dates in place."""
    return redirect("event_copy", page.pk) if isinstance(page.specific_deferred, EventPage) else None


@hooks.register("before_delete_page")
def keep_registered_events(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse_delete(request, [page])


@hooks.register("before_unpublish_page")
def cancel_instead_of_hiding(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse_unpublish(request, [page])


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> HttpResponse | None:
    for item in objects:
        _only_who_runs_events(request, isinstance(getattr(item, "specific_deferred", None), EventPage))
    refuse = {"delete": _refuse_delete, "unpublish": _refuse_unpublish}.get(action_type)
    pages = [item for item in objects if isinstance(item, Page)]
    return refuse(request, pages) if refuse and pages else None


def _refuse_delete(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    return _say(
        request,
        [(event, why_not_delete(event, registrations=ever)) for event, ever, _active in registered_events(pages)],
    )


def _refuse_unpublish(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    now = timezone.now()
    reasons = [
        (event, why_not_unpublish(event, registrations=active, now=now))
        for event, _ever, active in registered_events(pages)
    ]
    return _say(request, reasons)


def _say(request: HttpRequest, reasons: Iterable[tuple[Event, str | None]]) -> HttpResponse | None:
    """The first reason, at the desk of its event, where it can be cancelled."""
    for event, reason in reasons:
        if reason:
            messages.error(request, reason)
            return redirect("event_desk", event.page_id)
    return None

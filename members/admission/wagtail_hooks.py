"""Where admission and leaving appear in Wagtail: menu, pages, buttons at people and companies."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.ui.components import Component

from members.queries.office import OfficeFacts
from verein.menu import show_page

from .queries.leaving import waiting_for_office
from .views import office, office_leaving, office_proceedings
from .viewsets.applications import ApplicationViewSet, application_viewset
from .viewsets.home import LeavingPanel, OpenApplicationsPanel

show_page(
    "admission_leaving",
    pgettext_lazy("menu", "Leaving"),
    permission="members.view_membership",
    icon="logout",
    order=120,
)


@hooks.register("register_admin_viewset")
def register_applications() -> ApplicationViewSet:
    return application_viewset


@hooks.register("register_admin_urls")
def register_office_urls() -> list[URLPattern]:
    return [
        path("antraege/<int:pk>/stimme/", office.vote, name="application_vote"),
        path("antraege/<int:pk>/beschluss/", office.conclude, name="application_conclude"),
        path("antraege/<int:pk>/sitzung/", office.meeting, name="application_meeting"),
        path("antraege/<int:pk>/rueckfrage/", office.ask, name="application_ask"),
        path("antraege/<int:pk>/notiz/", office.note, name="application_note"),
        path("antraege/<int:pk>/nachweis/", office.proof, name="application_proof"),
        path("antraege/<int:pk>/ausnahme/", office.grant_exception, name="application_except"),
        path("antraege/<int:pk>/zahlung/", office.payment, name="application_payment"),
        path("antraege/<int:pk>/einsprueche/", office.end_objections, name="application_end_objections"),
        path("antraege/<int:pk>/zurueckziehen/", office.withdraw_for, name="application_withdraw"),
        path("antraege/<int:pk>/aufnehmen/", office.admit_as, name="application_admit"),
        path("austritte/", office_leaving.overview, name="admission_leaving"),
        path("austritte/eintragen/<int:pk>/", office_leaving.enter_notice, name="admission_enter_notice"),
        path("austritte/<int:pk>/", office_leaving.notice, name="admission_notice"),
        path("austritte/<int:pk>/letzter-tag/", office_leaving.last_day, name="admission_last_day"),
        path("austritte/<int:pk>/<slug:how>/", office_leaving.settle, name="admission_settle"),
        path("mitgliedschaften/<int:pk>/ereignis/", office_leaving.end_by_event, name="admission_event"),
        path("personen/<int:pk>/verstorben/", office_leaving.death, name="admission_death"),
        path("mitglieder/<int:pk>/ruhen/", office_proceedings.rest, name="admission_rest"),
        path("ruhen/<int:pk>/beenden/", office_proceedings.go_on, name="admission_go_on"),
        path("verfahren/beginnen/<int:pk>/<slug:kind>/", office_proceedings.open_proceeding, name="admission_open"),
        path("verfahren/<int:pk>/", office_proceedings.proceeding, name="admission_proceeding"),
        path("verfahren/<int:pk>/schliessen/", office_proceedings.close, name="admission_close"),
        path("verfahren/<int:pk>/<slug:name>/", office_proceedings.step, name="admission_step"),
    ]


@hooks.register("office_holder_buttons")
def leaving_buttons(facts: OfficeFacts) -> list[tuple[str, str]]:
    """(label, address) of what the office can do about the end of a membership."""
    buttons = []
    running = next((period for period in facts.periods if period.last_day is None), None)
    if running is not None and facts.member is not None:
        member = facts.member.pk
        buttons += [
            (_("Enter a notice"), reverse("admission_enter_notice", args=[running.pk])),
            (_("End by an event"), reverse("admission_event", args=[running.pk])),
            (_("Put the membership to rest"), reverse("admission_rest", args=[member])),
            (_("Begin a removal for arrears"), reverse("admission_open", args=[member, "arrears"])),
            (_("Begin an exclusion"), reverse("admission_open", args=[member, "exclusion"])),
        ]
    for rest in facts.suspensions:
        if rest.until_on is None or rest.until_on > timezone.localdate():
            buttons.append((_("End the rest"), reverse("admission_go_on", args=[rest.pk])))
    if facts.kind == "person" and not facts.record.died_on:  # type: ignore[union-attr]
        buttons.append((_("Enter a death"), reverse("admission_death", args=[facts.record.pk])))
    return buttons


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("admission.view_application"):
        panels.append(OpenApplicationsPanel())
    if request.user.has_perm("members.change_membership") and any(waiting_for_office(timezone.localdate())):
        panels.append(LeavingPanel())

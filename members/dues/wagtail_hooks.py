"""Where the dues appear in Wagtail: menu and pages."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from verein.menu import RULES, TREASURY, show_page

from .views import choosing, circumstances, levies, members, regulations, rounds, runs

show_page(
    "dues_regulations_list",
    _("Dues regulations"),
    permission=regulations.pages.may("view"),
    icon="form",
    order=20,
    menu=RULES,
)
show_page("dues_rounds", _("Data for the dues"), permission=circumstances.VIEW, icon="mail", order=25, menu=TREASURY)
show_page("dues_runs", _("Dues runs"), permission="dues.view_duesrun", icon="list-ol", order=30, menu=TREASURY)


@hooks.register("register_admin_urls")
def register_regulations() -> list[URLPattern]:
    return [
        *regulations.pages.urls("beitragsordnung"),
        path("beitragsordnung/<int:pk>/beispiel/", regulations.example, name="dues_regulations_example"),
    ]


@hooks.register("register_admin_urls")
def register_runs() -> list[URLPattern]:
    return [
        path("beitragslaeufe/", runs.runs, name="dues_runs"),
        path("beitragslaeufe/neu/", runs.start, name="dues_run_start"),
        path("beitragslaeufe/<int:pk>/", runs.run, name="dues_run"),
        path("beitragslaeufe/<int:pk>/ausstellen/", runs.issue, name="dues_run_issue"),
        path("beitragslaeufe/<int:pk>/anhalten/", runs.stop, name="dues_run_stop"),
        path("beitragslaeufe/umlagen/", levies.listing, name="dues_levies"),
        path("beitragslaeufe/umlagen/neu/", levies.create, name="dues_levy_create"),
        path("beitragslaeufe/umlagen/<int:pk>/", levies.levy, name="dues_levy"),
        path("beitragslaeufe/umlagen/<int:pk>/berechnen/", levies.look, name="dues_levy_look"),
        path("beitragslaeufe/umlagen/<int:pk>/loeschen/", levies.drop, name="dues_levy_drop"),
        path("beitragslaeufe/mitglied/<int:pk>/", members.member, name="dues_member"),
        path("beitragslaeufe/zeile/<int:pk>/", runs.row, name="dues_run_row"),
    ]


@hooks.register("register_admin_urls")
def register_facts() -> list[URLPattern]:
    return [
        path("beitraege/angaben/", rounds.rounds, name="dues_rounds"),
        path("beitraege/angaben/neu/", rounds.start, name="dues_round_start"),
        path("beitraege/angaben/<int:year>/", rounds.one_round, name="dues_round"),
        path("beitraege/angaben/<int:year>/anfragen/", rounds.ask, name="dues_round_ask"),
        path("beitraege/angaben/<int:year>/briefe/", rounds.letters, name="dues_round_letters"),
        path("beitraege/angaben/<int:year>/schaetzen/", rounds.estimate, name="dues_round_estimate"),
        path("beitraege/angaben/widerspruch/<int:pk>/", rounds.objection, name="dues_objection"),
        path("beitraege/angaben/vorschlag/<int:pk>/", choosing.wish, name="dues_wish"),
        path("beitraege/angaben/mitglied/<int:pk>/", circumstances.facts, name="dues_facts"),
        path("beitraege/angaben/mitglied/<int:pk>/<int:year>/", circumstances.numbers, name="dues_facts_numbers"),
        path("beitraege/angaben/mitglied/<int:pk>/neu/<slug:kind>/", circumstances.enter, name="dues_facts_enter"),
        path("beitraege/angaben/umstand/<int:pk>/beenden/", circumstances.end, name="dues_facts_end"),
        path("beitraege/angaben/umstand/<int:pk>/zuruecknehmen/", circumstances.withdraw, name="dues_facts_withdraw"),
        path("beitraege/angaben/index/", circumstances.index, name="dues_index"),
    ]

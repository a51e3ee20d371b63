"""Where invoices and payments appear in Wagtail: menu and pages of the treasurer."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from verein.menu import TREASURY, show_page

from .views import (
    accounts,
    balance,
    bank,
    booking,
    collecting,
    desk,
    exports,
    failures,
    papers,
    payouts,
    provider,
    refunding,
    reminders,
    return_costs,
)
from .viewsets.home import AuditPanel, TreasuryPanel

show_page("bank_matches", _("Bank statements"), permission=bank.VIEW, icon="resubmit", order=40, menu=TREASURY)
show_page("billing_desk", _("Treasurer’s desk"), permission=desk.VIEW_SUMS, icon="form", order=10, menu=TREASURY)
show_page("billing_accounts", _("Accounts"), permission=desk.VIEW, icon="group", order=20, menu=TREASURY)
show_page("billing_payouts", _("Refunds"), permission=desk.VIEW, icon="resubmit", order=55, menu=TREASURY)
show_page("billing_post", _("Letters"), permission=desk.VIEW, icon="mail", order=65, menu=TREASURY)
show_page(
    "billing_return_costs",
    _("Cost of returned debits"),
    permission=desk.VIEW,
    icon="resubmit",
    order=52,
    menu=TREASURY,
)
show_page("debit_runs", _("Direct debits"), permission=collecting.VIEW, icon="resubmit", order=50, menu=TREASURY)
show_page("reminders", _("Reminders"), permission=desk.VIEW, icon="time", order=60, menu=TREASURY)


@hooks.register("register_admin_urls")
def register_bank_urls() -> list[URLPattern]:
    return [
        path("bank/", bank.matches, name="bank_matches"),
        path("bank/einlesen/", bank.upload, name="bank_upload"),
        path("bank/spalten/", bank.columns, name="bank_columns"),
        path("bank/verlauf/", bank.past, name="bank_history"),
        path("bank/sichere/", bank.book_certain, name="bank_book_certain"),
        path("bank/<int:pk>/", bank.line, name="bank_line"),
        path("bank/<int:pk>/buchen/", bank.book, name="bank_book"),
        path("bank/<int:pk>/kosten/", bank.charge_costs, name="bank_charge_costs"),
        path("bank/<int:pk>/ignorieren/", bank.ignore, name="bank_ignore"),
        path("bank/<int:pk>/zuruecknehmen/", bank.take_back, name="bank_take_back"),
        path("lastschriften/", collecting.overview, name="debit_runs"),
        path("lastschriften/neu/", collecting.start, name="debit_run_start"),
        path("lastschriften/<int:pk>/", collecting.one, name="debit_run"),
        path("lastschriften/<int:pk>/datei/", collecting.download, name="debit_run_file"),
        path("lastschriften/<int:pk>/absagen/", collecting.cancel, name="debit_run_cancel"),
        path("lastschriften/<int:pk>/buchen/", collecting.settle, name="debit_run_settle"),
        path("lastschriften/einzug/<int:pk>/auslassen/", collecting.leave_out, name="debit_leave_out"),
        path("lastschriften/mandate/", collecting.mandate_list, name="mandates"),
        path("lastschriften/mandate/neu/<int:pk>/", collecting.enter_mandate, name="mandate_enter"),
        path("lastschriften/mandate/<int:pk>/widerrufen/", collecting.end_mandate, name="mandate_end"),
    ]


@hooks.register("register_admin_urls")
def register_billing_urls() -> list[URLPattern]:
    return [
        path("beitraege/", desk.desk, name="billing_desk"),
        path("beitraege/pruefen/", desk.check_now, name="billing_check"),
        path("beitraege/jahr-abschliessen/", desk.close, name="billing_close_year"),
        path("beitraege/dateien/", exports.export, name="billing_export"),
        path("beitraege/fehler/", failures.failure_list, name="billing_failures"),
        path("beitraege/auszahlungen/", balance.payout_list, name="billing_provider_payouts"),
        path("beitraege/auszahlungen/<int:pk>/", balance.one_payout, name="billing_provider_payout"),
        path("beitraege/stripe/", provider.connection, name="billing_provider"),
        path("beitraege/stripe/webhook/", provider.set_up, name="billing_provider_webhook"),
        path("beitraege/stripe/vergessen/", provider.forget, name="billing_provider_forget"),
        path("beitraege/stripe/ereignisse/", provider.try_again, name="billing_provider_events"),
        path("beitraege/ruecklastschriften/", return_costs.cost_list, name="billing_return_costs"),
        path(
            "beitraege/ruecklastschriften/<str:key>/berechnen/",
            return_costs.charge,
            name="billing_return_costs_charge",
        ),
        path("beitraege/ruecklastschriften/<str:key>/tragen/", return_costs.waive, name="billing_return_costs_waive"),
        path("beitraege/ruecklastschriften/<int:pk>/neu/", return_costs.reconsider, name="billing_return_costs_again"),
        path("beitraege/konten/", accounts.accounts, name="billing_accounts"),
        path("beitraege/konten/neu/", accounts.open_one, name="billing_account_open"),
        path("beitraege/konten/<int:pk>/", accounts.account, name="billing_account"),
        path("beitraege/konten/<int:pk>/zahler/", accounts.edit, name="billing_account_edit"),
        path("beitraege/konten/<int:pk>/zahlung/", booking.payment, name="billing_payment"),
        path("beitraege/konten/<int:pk>/guthaben/", booking.credit, name="billing_use_credit"),
        path("beitraege/konten/<int:pk>/erstattung/", booking.payout, name="billing_payout"),
        path("beitraege/briefe/", papers.post, name="billing_post"),
        path("beitraege/briefe/drucken/", papers.print_all, name="billing_post_print"),
        path("beitraege/briefe/<int:pk>.pdf", papers.printed, name="billing_post_printed"),
        path("beitraege/erstattungen/", payouts.queue, name="billing_payouts"),
        path("beitraege/erstattungen/datei/", payouts.make_file, name="billing_payout_file"),
        path("beitraege/erstattungen/datei/<int:pk>/", payouts.download, name="billing_payout_file_download"),
        path("beitraege/erstattungen/datei/<int:pk>/zurueckziehen/", payouts.withdraw, name="billing_payout_withdraw"),
        path("beitraege/erstattungen/<int:pk>/konto/", payouts.target, name="billing_payout_target"),
        path("beitraege/erstattungen/<int:pk>/ueberwiesen/", booking.paid, name="billing_payout_paid"),
        path("beitraege/erstattungen/<int:pk>/verwerfen/", booking.drop, name="billing_payout_drop"),
        path("beitraege/forderungen/<int:pk>/erlass/", booking.waiver, name="billing_waive"),
        path("beitraege/forderungen/<int:pk>/ausbuchen/", booking.writing_off, name="billing_write_off"),
        path("beitraege/belege/<int:pk>/storno/", booking.cancellation, name="billing_reverse"),
        path("beitraege/buchungen/<int:pk>/erstatten/", refunding.refund, name="billing_refund"),
        path("beitraege/buchungen/<int:pk>/zuruecknehmen/", booking.taking_back, name="billing_take_back"),
    ]


@hooks.register("register_admin_urls")
def register_reminder_urls() -> list[URLPattern]:
    return [
        path("mahnungen/", reminders.overview, name="reminders"),
        path("mahnungen/senden/", reminders.send, name="reminders_send"),
        path("mahnungen/einstellungen/", reminders.stages, name="reminder_settings"),
        path("mahnungen/laeufe/<int:pk>/", reminders.one_run, name="reminder_run"),
        path("mahnungen/laeufe/<int:pk>/drucken/", reminders.print_letters, name="reminder_letters"),
        path("mahnungen/konten/<int:pk>/pause/", reminders.pause, name="reminder_pause"),
        path("mahnungen/<int:pk>/zuruecknehmen/", reminders.withdraw, name="reminder_withdraw"),
    ]


@hooks.register("construct_homepage_panels")
def show_treasury(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.has_perm(desk.CHANGE):
        panels.append(TreasuryPanel())
    elif request.user.has_perm(desk.VIEW):
        panels.append(AuditPanel())

"""Where invoices and payments appear in Wagtail: menu and pages of the treasurer."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .views import bank


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
        path("bank/<int:pk>/ignorieren/", bank.ignore, name="bank_ignore"),
        path("bank/<int:pk>/zuruecknehmen/", bank.take_back, name="bank_take_back"),
    ]


class BankMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(bank.VIEW))


@hooks.register("register_admin_menu_item")
def register_bank_menu() -> MenuItem:
    return BankMenuItem(_("Bank account"), reverse_lazy("bank_matches"), name="bank", icon_name="resubmit", order=131)

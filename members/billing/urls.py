"""Paths of this app; they stand before Wagtail's tree."""

from django.urls import path, re_path

from .views import mandate, online, own, papers, webhook

urlpatterns = [
    path("mein/beitraege/mandat/<int:pk>/", mandate.own_mandate, name="own_mandate"),
    path("mein/beitraege/mandat/<int:pk>/widerrufen/", mandate.revoke_own_mandate, name="revoke_own_mandate"),
    path("mein/beitraege/mandat/<int:pk>/formular.pdf", papers.mandate_form, name="mandate_form"),
    path("mein/beitraege/mandat/<int:pk>/kopie.pdf", papers.mandate_copy, name="mandate_copy"),
    path("mein/beitraege/zahlung/<int:pk>/bestaetigung/", papers.receipt, name="receipt"),
    path("mein/beitraege/unterlagen/<int:pk>.pdf", papers.own_paper, name="own_paper"),
    path("mein/beitraege/", own.own_dues, name="own_dues"),
    path("mein/beitraege/<int:pk>/jahr/<int:year>.pdf", own.own_statement, name="own_statement"),
    re_path(r"^mein/beitraege/(?P<number>[A-Z]+-\d{4}-\d+)\.pdf$", own.own_document, name="own_document"),
    path("mein/beitraege/mahnung/<int:pk>.pdf", own.own_reminder, name="own_reminder"),
    path("mein/beitraege/<int:pk>/bezahlen/", online.pay, name="pay_online"),
    path("mein/beitraege/zahlung/<uuid:key>/", online.returned, name="online_return"),
    path("mein/beitraege/konto/<int:pk>/zahlungsweg/", online.kept_method, name="kept_method"),
    path("stripe/webhook/", webhook.stripe_webhook, name="stripe_webhook"),
]

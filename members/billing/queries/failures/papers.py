"""Mandates that are gone, announcements that reach nobody, documents that could not be made, books that disagree."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Invoice, Mandate
from members.billing.queries.desk import last_check, owed_ids
from members.billing.rules.failures import Failure, FailureKind
from verein.models import Mail

MAILS = "billing/mail/"
NOT_TO_MEMBERS = ["billing/mail/ledger_wrong"]
SHOWN_DAYS = 60
MOST = 50


def of_mandates(_today: date) -> list[Failure]:
    """Who pays by debit, owes something and has no mandate, or no address to announce the debit to."""
    owes = Charge.objects.filter(account=OuterRef("pk"), pk__in=owed_ids())
    rows = Account.objects.filter(Exists(owes)).select_related("member__person", "member__company")
    live = Mandate.objects.filter(account=OuterRef("pk"), ended_on=None)
    gone = rows.filter(~Exists(live), way=Account.Way.DEBIT).order_by("pk")[:MOST]
    silent = _without_address(rows.exclude(way=Account.Way.TRANSFER)).order_by("pk")[:MOST]
    return [
        *(
            Failure(
                _("%(name)s pays by debit and has no mandate.") % {"name": account.member.holder},
                _("Ask for a new mandate and enter it, or change the payment method to transfer."),
                reverse("mandate_enter", args=[account.pk]),
                FailureKind.MANDATE,
            )
            for account in gone
        ),
        *(
            Failure(
                _("%(name)s has no e-mail address: a debit cannot be announced.") % {"name": account.member.holder},
                _("Announce it by letter, enter an address for invoices, or change the payment method."),
                reverse("billing_account_edit", args=[account.pk]),
                FailureKind.MANDATE,
            )
            for account in silent
        ),
    ]


def _without_address(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """As `queries.parties.recipient_of` finds the address."""
    person = Q(member__person__isnull=False, member__person__email="")
    company = Q(member__company__isnull=False, member__company__email="")
    return accounts.filter(person | company, payer_email="")


def of_mails(today: date) -> list[Failure]:
    """Mails about money that did not arrive; sent again from the outbox they are solved."""
    failed = (Mail.State.FAILED, Mail.State.UNKNOWN)
    since = today - timedelta(days=SHOWN_DAYS)
    rows = Mail.objects.filter(kind__startswith=MAILS, state__in=failed, created_at__date__gte=since)
    advice = _("Ask for another address; a debit must be announced, so tell the payer by letter or phone.")
    return [
        Failure(
            _("“%(subject)s” did not reach %(to)s.") % {"subject": mail.subject, "to": mail.to},
            advice,
            f"{reverse('billing_accounts')}?q={mail.to}",
            FailureKind.MANDATE,
            timezone.localdate(mail.created_at),
        )
        for mail in rows.exclude(kind__in=NOT_TO_MEMBERS).order_by("-pk")[:MOST]
    ]


def of_books(today: date) -> list[Failure]:
    """Documents that still have no file a day later, and what the nightly check found."""
    late: QuerySet[Any] = Invoice.objects.filter(document=None, created_at__date__lt=today).order_by("pk")[:MOST]
    check = last_check()
    on = timezone.localdate(check.checked_at) if check else None
    return [
        *(
            Failure(
                _("The file of %(number)s could not be made.") % {"number": invoice.number},
                _("It is tried again every quarter of an hour; tell whoever runs the server if it stays."),
                reverse("billing_account", args=[invoice.account_id]),
                FailureKind.BOOKS,
                invoice.issued_on,
            )
            for invoice in late
        ),
        *(
            Failure(
                problem,
                _("Found by the check of the books: look into it before you book more."),
                f"{reverse('billing_desk')}#panel-books-section",
                FailureKind.BOOKS,
                on,
            )
            for problem in (check.problems if check else [])
        ),
    ]

"""Mandates that are gone, announcements that reach nobody, documents that could not be made, books that disagree."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Invoice, LedgerCheck, Mandate
from members.billing.queries.desk import owed_ids
from members.billing.rules.failures import Failure, FailureKind
from verein.models import Mail

from .watch import Watch

MAILS = "billing/mail/"
NOT_TO_MEMBERS = ["billing/mail/ledger_wrong"]
SHOWN_DAYS = 60
MOST = 50


def _owing() -> QuerySet[Account]:
    return Account.objects.filter(Exists(Charge.objects.filter(account=OuterRef("pk"), pk__in=owed_ids())))


def _gone() -> Q:
    live = Mandate.objects.filter(account=OuterRef("pk"), ended_on=None)
    return ~Exists(live) & Q(way=Account.Way.DEBIT)


def _silent() -> Q:
    """As `queries.parties.recipient_of` finds the address."""
    person = Q(member__person__isnull=False, member__person__email="")
    company = Q(member__company__isnull=False, member__company__email="")
    somebody_else = ~Q(payer_name="") & ~Q(payer_street="") & ~Q(payer_city="")
    return (person | company | somebody_else) & Q(payer_email="") & _untold()


def _untold() -> Q:
    """Collections through Stripe are announced by mail alone, our own debits by letter, too."""
    member = Q(member__person__isnull=False, member__person__street="")
    member |= Q(member__company__isnull=False, member__company__street="")
    nowhere = Q(payer_name="") & member | ~Q(payer_name="") & Q(payer_street="")
    return Q(way=Account.Way.STRIPE) | Q(way=Account.Way.DEBIT) & nowhere


def _mandates(_today: date) -> list[Failure]:
    """Who pays by debit, owes something and has no mandate, or no address to announce the debit to."""
    rows = _owing().select_related("member__person", "member__company").order_by("pk")
    gone, silent = rows.filter(_gone())[:MOST], rows.filter(_silent())[:MOST]
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
                _("Enter an address for invoices, or change the payment method; our own debits can be told by letter."),
                reverse("billing_account_edit", args=[account.pk]),
                FailureKind.MANDATE,
            )
            for account in silent
        ),
    ]


def _lost_mails(today: date) -> QuerySet[Mail]:
    failed = (Mail.State.FAILED, Mail.State.UNKNOWN)
    since = today - timedelta(days=SHOWN_DAYS)
    rows = Mail.objects.filter(kind__startswith=MAILS, state__in=failed, created_at__date__gte=since)
    return rows.exclude(kind__in=NOT_TO_MEMBERS)


def _mails(today: date) -> list[Failure]:
    """Mails about money that did not arrive; sent again from the outbox they are solved."""
    advice = _("Ask for another address; a debit must be announced, so tell the payer by letter or phone.")
    return [
        Failure(
            _("“%(subject)s” did not reach %(to)s.") % {"subject": mail.subject, "to": mail.to},
            advice,
            f"{reverse('billing_accounts')}?q={mail.to}",
            FailureKind.MANDATE,
            timezone.localdate(mail.created_at),
        )
        for mail in _lost_mails(today).order_by("-pk")[:MOST]
    ]


def _late_documents(today: date) -> QuerySet[Invoice]:
    return Invoice.objects.filter(document=None, created_at__date__lt=today)


def _bad_checks() -> QuerySet[LedgerCheck]:
    """The last one, where it found something."""
    last = LedgerCheck.objects.order_by("-checked_at", "-pk").values("pk")[:1]
    return LedgerCheck.objects.filter(pk=Subquery(last)).exclude(problems=[])


def _books(today: date) -> list[Failure]:
    """Documents that still have no file a day later, and what the nightly check found."""
    late = _late_documents(today).order_by("pk")[:MOST]
    check = _bad_checks().first()
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


of_mandates = Watch(lambda _today: [_owing().filter(_gone() | _silent())], _mandates)
of_mails = Watch(lambda today: [_lost_mails(today)], _mails)
of_books = Watch(lambda today: [_late_documents(today), _bad_checks()], _books)

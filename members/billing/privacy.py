"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verein.models import Retention
from verein.privacy import Activity, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import (
    forget_bank_lines,
    forget_letters,
    forget_mandates,
    forget_payer,
    forget_payout_accounts,
    kept_mandates,
)
from .actions.invoicing import KEPT_YEARS
from .models import Account, Attempt, Charge, Invoice, Mandate, PaymentProfile, Posting, Reminder
from .queries.keeping import kept_until

MANDATES_KEPT = timedelta(days=430)  # 14 months (L-SEPA-7)
IBAN = ("iban_sealed", "iban_hash", "iban_short")
VOUCHERS = gettext_lazy("8 years after the end of the year (§ 147 AO)")


class BillingProvider(Provider):
    personal = {
        "billing.account": (
            "member",
            "way",
            "payer_name",
            "payer_street",
            "payer_postcode",
            "payer_city",
            "payer_email",
            "payer_vat_id",
            "pause_reason",
        ),
        "billing.invoice": ("account", "number", "recipient", "total_cents"),
        "billing.invoiceline": ("invoice", "text", "explanation", "gross_cents"),
        "billing.invoicedocument": ("invoice", "file"),
        "billing.charge": ("account", "amount_cents", "due_on"),
        "billing.payout": ("account", "amount_cents", "note", "holder", *IBAN, "actor"),
        "billing.payoutfile": ("actor", "file_sealed"),
        "billing.paper": ("account", "title", "amount_cents", "file", "actor"),
        "billing.waitingletter": ("member", "title", "text"),
        "billing.postrun": ("actor",),
        "billing.postitem": ("document", "paper"),
        "billing.closedyear": ("actor",),
        "billing.reminder": ("account", "recipient", "title", "text", "sent_on", "open_cents"),
        "billing.reminderitem": ("charge", "open_cents", "returned_on", "return_code"),
        "billing.reminderdocument": ("reminder", "file"),
        "billing.reminderrun": ("actor",),
        "billing.reminderwithdrawal": ("reminder", "reason", "actor"),
        "billing.attempt": ("account", "charge", "amount_cents", "state", "request"),
        "billing.paymentprofile": ("account", "customer_id", "method_type", "last4", "mandate_reference"),
        "billing.refundorder": ("attempt", "amount_cents", "reason", "actor"),
        "billing.stripeevent": ("body",),
        "billing.balanceentry": ("source", "intent_id", "amount_cents"),
        "billing.waivedcost": ("account", "amount_cents", "actor"),
        "billing.webhook": ("actor",),
        "billing.posting": ("account", "amount_cents", "booked_on", "note", "actor"),
        "billing.banktransaction": ("details", "payer_hash", "mandate", "amount_cents", "booked_on"),
        "billing.bankmatch": ("transaction", "posting"),
        "billing.bankstatement": ("actor",),
        "billing.mandate": ("account", "reference", "holder", *IBAN, "signed_on"),
        "billing.debitrun": ("actor", "file_sealed"),
        "billing.debit": ("mandate", "amount_cents", "announced_at", "left_out", "left_out_note"),
        "billing.debititem": ("charge", "amount_cents"),
    }
    impersonal = {
        "billing.remindersettings": "stages of reminders and quiet days",
        "billing.statementcolumns": "what the columns of a bank's CSV mean",
        "billing.providerpayout": "sums that Stripe sent to the association’s bank",
        "billing.balancecheck": "Stripe’s balance and the sum of its movements",
        "billing.reconciliation": "when all was compared with Stripe",
        "billing.ledgercheck": "what a check found: numbers of documents and references",
        "billing.bookkeepingsettings": "the tax adviser’s numbers",
        "billing.numberrange": "counters of invoice numbers",
        "billing.billingsettings": "the association's own bank account and its choices",
    }
    activities = (
        Activity(
            key="billing",
            purpose=gettext_lazy("Charge dues, take payments, keep the books"),
            legal_basis=gettext_lazy("Art. 6 (1) (b) and (c) GDPR; §§ 140, 147 AO"),
            people=gettext_lazy("members, other people who pay for them"),
            data=gettext_lazy("name and address of the payer, invoices, payments, ways of payment"),
            recipients=gettext_lazy("the treasurer, the auditors, banks and payment services, tax adviser, tax office"),
            kept=lambda _lengths: str(VOUCHERS),
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        invoices = Invoice.objects.filter(account__member__person=subject.person).order_by("issued_on", "pk")
        charges = Charge.objects.filter(account__member__person=subject.person).order_by("due_on", "pk")
        postings = Posting.objects.filter(account__member__person=subject.person).order_by("booked_on", "pk")
        attempts = Attempt.objects.filter(account__member__person=subject.person).order_by("created_at", "pk")
        profiles = PaymentProfile.objects.filter(account__member__person=subject.person)
        accounts = Account.objects.filter(member__person=subject.person)
        reminders = Reminder.objects.filter(account__member__person=subject.person)
        mandates = Mandate.objects.filter(account__member__person=subject.person).order_by("signed_on", "pk")
        return [
            section(
                "account",
                _("How I pay"),
                accounts,
                ("way", "payer_name", "payer_street", "payer_postcode", "payer_city", "payer_email"),
            ),
            section("invoices", _("My invoices"), invoices, ("number", "kind", "issued_on", "total_cents")),
            section("charges", _("What was due"), charges, ("amount_cents", "due_on")),
            section("attempts", _("My online payments"), attempts, ("created_at", "kind", "state", "amount_cents")),
            section(
                "payment_profile",
                _("My card or account at Stripe"),
                profiles,
                ("method_type", "last4", "mandate_reference", "given_at"),
            ),
            section(
                "mandates",
                _("My SEPA mandates"),
                mandates,
                ("reference", "holder", "iban_short", "signed_on", "how", "last_used_on", "ended_on", "ended_how"),
            ),
            section(
                "reminders", _("Reminders to me"), reminders, ("sent_on", "title", "open_cents", "pay_until", "by")
            ),
            section("postings", _("My payments"), postings, ("booked_on", "kind", "way", "amount_cents", "note")),
        ]

    def records(self, subject: Subject) -> Mapping[str, Sequence[object]]:
        invoices = Invoice.objects.filter(account__member__person=subject.person)
        postings = Posting.objects.filter(account__member__person=subject.person)
        return {
            "billing.invoice": list(invoices.values_list("pk", flat=True)),
            "billing.posting": list(postings.values_list("pk", flat=True)),
        }

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        """The payer's address goes from the account; issued documents stay as long as the law wants them."""
        if not subject.leaves:
            return []
        outcomes = []
        if gone := forget_letters(subject.person):
            outcomes.append(Outcome(_("letters that were not printed yet"), gone))
        if gone := forget_payer(subject.person):
            outcomes.append(Outcome(_("the different payer"), gone))
        if gone := forget_mandates(before=mandates_kept_from(now), person=subject.person):
            outcomes.append(Outcome(_("account holder and IBAN of ended mandates"), gone))
        if stays := kept_mandates(subject.person):
            because = _("A mandate is kept 14 months after the last debit, as proof against a reclaim.")
            outcomes.append(Outcome(_("SEPA mandates"), stays, because))
        if (until := kept_until(subject.person)) is not None:
            count = Invoice.objects.filter(account__member__person=subject.person).count()
            outcomes.append(Outcome(_("invoices and payments"), count, _("The tax law wants vouchers kept."), until))
        return outcomes

    def retain(self, lengths: Retention, now: datetime) -> list[Outcome]:
        """Mandates 14 months after their last use (L-SEPA-7), lines of the bank as long as vouchers (L-TAX-11)."""
        mandates = forget_mandates(before=mandates_kept_from(now))
        vouchers = date(timezone.localdate(now).year - KEPT_YEARS, 1, 1)
        lines = forget_bank_lines(before=vouchers) + forget_payout_accounts(before=vouchers)
        found = [
            Outcome(_("account holder and IBAN of ended mandates"), mandates),
            Outcome(_("names on bank statements"), lines),
        ]
        return [outcome for outcome in found if outcome.count]


def mandates_kept_from(now: datetime) -> date:
    """Mandates last used before this day have been kept long enough."""
    return timezone.localdate(now) - MANDATES_KEPT


PROVIDER = BillingProvider()

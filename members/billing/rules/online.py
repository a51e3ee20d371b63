"""Why not pay online, and what to do after a payment that failed (domain.md L-SEPA-8)."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.billing.models import Account, Attempt, PaymentProfile
from verein.money import euros

from .target import target_day

KEYS_LAST = timedelta(hours=23)  # Stripe remembers an idempotency key for a day
PAGES_LAST = timedelta(hours=25)  # and keeps a pay page open for a day
SMALLEST_CENTS = 50  # Stripe takes no less

# Codes of Stripe and of banks: what happened, and what the payer does now.
FAILURES = {
    "insufficient_funds": gettext_lazy("There was not enough money in the account. Please pay again when there is."),
    "AM04": gettext_lazy("There was not enough money in the account. Please pay again when there is."),
    "generic_could_not_process": gettext_lazy("The bank could not carry out the debit. Please check the IBAN."),
    "debit_not_authorized": gettext_lazy("The bank knows no mandate for this debit. Please give a new one."),
    "MD01": gettext_lazy("The bank knows no mandate for this debit. Please give a new one."),
    "MD06": gettext_lazy("The debit was reclaimed. If that was a mistake, please pay again."),
    "MD07": gettext_lazy("The account holder has died."),
    "AC01": gettext_lazy("The IBAN is wrong. Please give your account again."),
    "AC04": gettext_lazy("The account is closed. Please give another one."),
    "AC06": gettext_lazy("The account is blocked. Please give another one."),
    "MS03": gettext_lazy("The bank gave no reason. Please ask it, or pay another way."),
    "authentication_required": gettext_lazy("Your bank wants to ask you. Please pay on the pay page."),
    "method_gone": gettext_lazy("The card or bank account you gave is not valid any more. Please give another one."),
    "expired_card": gettext_lazy("The card has expired. Please use another one."),
    "fraudulent": gettext_lazy("The card’s owner says that the payment was not theirs."),
}


def reason_words(code: str) -> str:
    """What a code means and what to do, in the reader's language."""
    return str(FAILURES.get(code) or _("The payment did not work. Please try again, or pay another way."))


def why_not_pay(*, is_on: bool, open_cents: int, running: Attempt | None) -> str | None:
    """Why nobody can pay a charge online now, or None. `open_cents` is what is still to be paid."""
    if not is_on:
        return _("Online payment is switched off. Please pay by transfer.")
    if open_cents <= 0:
        return _("There is nothing left to pay.")
    if open_cents < SMALLEST_CENTS:
        facts = {"amount": euros(SMALLEST_CENTS)}
        return _("Less than %(amount)s cannot be paid online. Please pay by transfer.") % facts
    if running and running.state == Attempt.State.PROCESSING:
        return _("A debit is under way: the bank needs a few days. You need not do anything.")
    if running and running.state == Attempt.State.ANNOUNCED:
        return _("This will be collected as announced. You need not do anything.")
    return None


def why_not_refund(*, cents: int, kept_cents: int) -> str | None:
    """Why this much of a payment cannot be given back, or None. `kept_cents` is what of it stayed with us."""
    if cents <= 0:
        return _("Please say how much is to be given back.")
    if cents > kept_cents:
        return _("Only what was paid and not given back yet can be given back.")
    return None


HANDOVER_DAYS = 7  # a debit is handed over this long before its day
SHORTEST_DAYS = 3  # and Stripe takes it from 15 to 3 days before


def collection_day(due_on: date, *, today: date, notice_days: int) -> date:
    """The due date, or as soon as the payer was told long enough before (L-SEPA-4); a banking day (L-SEPA-5)."""
    return target_day(max(due_on, today + timedelta(days=max(notice_days, SHORTEST_DAYS))))


def possible_day(collect_on: date, *, today: date, method_type: str) -> date:
    """The announced day, or the first banking day on which what is handed over today can still be collected."""
    shortest = timedelta(days=SHORTEST_DAYS if method_type == "sepa_debit" else 0)
    return max(collect_on, target_day(today + shortest))


def why_announce_again(attempt: Attempt, profile: PaymentProfile, *, open_cents: int, day: date) -> str | None:
    """Why what was announced does not hold any more and its payer must be told anew, or None.

    `day` is when it can be collected now: one banking day late is borne, never an earlier day or another amount.
    """
    assert attempt.collect_on
    if open_cents != attempt.amount_cents:
        return _("The amount has changed.")
    if profile.given_at and profile.given_at > attempt.created_at:
        return _("Another card or account was given.")
    if day > target_day(attempt.collect_on + timedelta(days=1)):
        return _("The announced day is past.")
    return None


def handover_day(collect_on: date, *, method_type: str) -> date:
    """When Stripe is asked: a card on the day itself, a debit some days before."""
    return collect_on - timedelta(days=HANDOVER_DAYS) if method_type == "sepa_debit" else collect_on


def why_not_collect(
    *, account: Account, profile: PaymentProfile | None, open_cents: int, running: Attempt | None, today: date
) -> str | None:
    """Why a charge is not collected by itself, or None."""
    if account.member.person and account.member.person.died_on:
        return _("The member has died.")
    if account.way != Account.Way.STRIPE or profile is None or not profile.method_id:
        return _("No card or account is kept.")
    if account.reminders_paused_until and account.reminders_paused_until >= today:
        return _("Payment is put off.")
    if running:
        return _("An attempt to pay is under way.")
    if open_cents < SMALLEST_CENTS:
        return _("There is nothing left to pay.")
    return None

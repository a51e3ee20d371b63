"""Writes: what happened at Stripe goes into the ledger. Webhook, return page and reconciliation all call this."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.billing import gateway
from members.billing.actions.posting import post
from members.billing.mails.online import payment_failed
from members.billing.models import Account, Attempt, Charge, PaymentProfile, Posting
from members.billing.queries.ledger import credit_cents
from members.billing.rules import Movement
from members.billing.rules.provider import Intent, Method, Money, Session
from verein import audit

SIGN = {"payment": 1, "refund": -1, "refund_failed": 1, "dispute": -1, "returned": -1, "dispute_won": 1}
STATES = {
    "succeeded": Attempt.State.DONE,
    "processing": Attempt.State.PROCESSING,
    "canceled": Attempt.State.CANCELLED,
}


def sync(intent_id: str, *, now: datetime) -> Attempt | None:
    """Ask Stripe for a payment and book what is missing; None if the payment is not ours.

    May be called as often as one likes, in any order, by several at once. Raises gateway.Unavailable.
    """
    intent = gateway.intent(intent_id)
    attempt = _attempt_of(intent)
    if attempt is None:
        return None
    method = None
    if intent.status in {"succeeded", "processing"} and _brings_method(attempt):
        method = _kept_method(intent)
    return take_over(intent, method, now=now)


def _attempt_of(intent: Intent) -> Attempt | None:
    return Attempt.objects.filter(Q(payment_intent=intent.id) | Q(key=intent.key or None)).first()


def _brings_method(attempt: Attempt) -> bool:
    """Only the first news of a paid page: later ones must not bring back what was replaced or removed since."""
    is_known = attempt.state in {Attempt.State.PROCESSING, Attempt.State.DONE}
    return attempt.kind == Attempt.Kind.CHECKOUT and not is_known


def _kept_method(intent: Intent) -> Method | None:
    """What was given for later payments; a method that is gone is no fault."""
    if not intent.method_id or not intent.customer_id:
        return None
    if PaymentProfile.objects.filter(method_id=intent.method_id).exists():
        return None
    try:
        return gateway.method(intent.method_id, mandate_id=intent.mandate_id)
    except gateway.Refused:
        return None


@transaction.atomic
def take_over(intent: Intent, method: Method | None, *, now: datetime) -> Attempt | None:
    """Locks the account, then the attempt."""
    found = _attempt_of(intent)
    if found is None:
        return None
    account = Account.objects.select_for_update().get(pk=found.account_id)
    attempt = Attempt.objects.select_for_update().get(pk=found.pk)
    booked = _book(attempt, intent)
    before, brings_method = attempt.state, _brings_method(attempt)
    if attempt.synced_at is None or attempt.synced_at <= intent.fetched_at:  # a slower answer knows less
        _take_state(attempt, intent)
    attempt.save()
    if method and method.customer_id and brings_method:
        keep_method(account, method, now=now)
    _tell(attempt, before, booked)
    return attempt


def _book(attempt: Attempt, intent: Intent) -> list[Money]:
    """The movements that were not booked yet."""
    if intent.currency != "eur":
        attempt.trouble = f"currency {intent.currency}"
        return []
    if intent.cents != attempt.amount_cents:
        attempt.trouble = f"amount {intent.cents} instead of {attempt.amount_cents}"
    booked = []
    known = set(Posting.objects.filter(ref__in=[money.ref for money in intent.money]).values_list("ref", flat=True))
    attempt.refs += [money.ref for money in intent.money if money.ref not in attempt.refs]
    for money in intent.money:
        if money.ref in known:
            continue
        movement = Movement(
            account=attempt.account,
            charge=_settled_by(attempt, money),
            kind=money.kind,
            way=Posting.Way.STRIPE,
            amount_cents=SIGN[money.kind] * money.cents,
            ref=money.ref,
            booked_on=timezone.localdate(money.booked_at),
            note=money.note,
            reason_code=money.reason[:40],
        )
        if post(movement, actor=None):
            booked.append(money)
    return booked


def _settled_by(attempt: Attempt, money: Money) -> Charge | None:
    """What a movement touches: a refund takes free credit before it opens a charge again.

    So the refund of what was paid twice, or of a cancelled document, leaves what is owed alone.
    """
    charge = attempt.charge
    if money.kind == "refund_failed":
        refund = Posting.objects.filter(ref=money.ref.removesuffix(":failed")).first()
        return refund.charge if refund else charge
    if money.kind != "refund" or charge is None:
        return charge
    return None if credit_cents(attempt.account) >= money.cents else charge


def _take_state(attempt: Attempt, intent: Intent) -> None:
    attempt.payment_intent = intent.id
    attempt.synced_at = intent.fetched_at
    if intent.status in STATES:
        attempt.state = STATES[intent.status]
    elif intent.error_code:
        # On the pay page another card may follow; a collection is over.
        is_over = attempt.kind == Attempt.Kind.COLLECTION or attempt.state == Attempt.State.PROCESSING
        attempt.state = Attempt.State.FAILED if is_over else attempt.state
    attempt.error_code = intent.error_code[:60]
    attempt.watched = intent.unsettled or not (intent.is_final or attempt.state == Attempt.State.FAILED)


def _tell(attempt: Attempt, before: str, booked: list[Money]) -> None:
    """A debit that failed, or money that was taken back: the payer hears what to do."""
    lost = next((money for money in booked if money.kind in {"dispute", "returned"}), None)
    failed = attempt.state == Attempt.State.FAILED and before != attempt.state
    if attempt.charge is None or not (lost or failed):
        return
    audit.log("billing.payment_failed", attempt, actor=None)
    on = timezone.localdate(attempt.synced_at)
    payment_failed(attempt.account, charge=attempt.charge, code=lost.reason if lost else attempt.error_code, on=on)


def keep_method(account: Account, method: Method, *, now: datetime) -> None:
    """This card or bank account pays from now on."""
    values = {
        "method_id": method.id,
        "method_type": method.type,
        "last4": method.last4,
        "mandate_reference": method.mandate_reference,
        "given_at": now,
    }
    PaymentProfile.objects.filter(account=account, customer_id=method.customer_id).update(**values)
    Account.objects.filter(pk=account.pk).update(way=Account.Way.STRIPE)
    audit.log("billing.keep_method", account, actor=None)


def sync_session(session_id: str, *, now: datetime) -> Attempt | None:
    """The same for a visit to the pay page: paid, given, expired or still open."""
    session = gateway.session(session_id)
    attempt = Attempt.objects.filter(Q(session_id=session.id) | Q(key=session.key or None)).first()
    if attempt is None:
        return None
    if session.intent_id:
        sync(session.intent_id, now=now)
    method = gateway.method_of_setup(session.setup_id) if session.setup_id else None
    return _close_page(attempt.pk, session, method, now=now)


@transaction.atomic
def _close_page(pk: int, session: Session, method: Method | None, *, now: datetime) -> Attempt:
    """Locks the account, then the attempt."""
    account = Account.objects.select_for_update().get(attempts=pk)
    attempt = Attempt.objects.select_for_update().get(pk=pk)
    attempt.session_id, attempt.session_url = session.id, session.url[:1000]
    if session.status == "expired" and attempt.state == Attempt.State.NEW:
        attempt.state, attempt.watched = Attempt.State.CANCELLED, False
    if method and attempt.state == Attempt.State.NEW:
        attempt.state, attempt.watched = Attempt.State.DONE, False
        keep_method(account, method, now=now)
    if session.status == "complete" and session.intent_id and attempt.state == Attempt.State.NEW:
        # A debit that was given back before anybody told us that it ran: on this page nobody pays any more.
        attempt.state, attempt.watched = Attempt.State.FAILED, False
        _tell(attempt, Attempt.State.NEW, [])
    attempt.save()
    return attempt

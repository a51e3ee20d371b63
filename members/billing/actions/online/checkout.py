"""Writes: somebody wants to pay, or to give a card or an account. Action, call, action: no row stays locked."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from members.billing import gateway
from members.billing.actions.refusal import BillingRefused
from members.billing.mails.online import payment_failed
from members.billing.models import Account, Attempt, Charge, PaymentProfile
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.online import running_attempt, said_of
from members.billing.queries.parties import recipient_of
from members.billing.rules.online import KEYS_LAST, why_not_pay
from members.models import User
from verein import audit

from .syncing import sync_session


def start_payment(charge: Charge, *, actor: User | None, now: datetime) -> str:
    """The address of the pay page for what is open of a charge.

    Two tabs get the same page. Raises BillingRefused while money is under way, where nothing is open, and where
    Stripe does not answer.
    """
    return _for_payer(charge.account, lambda: _pay_page(charge, actor=actor, now=now), actor=actor)


def _pay_page(charge: Charge, *, actor: User | None, now: datetime) -> str:
    old = running_attempt(charge)
    if old and (url := _reused(old, open_cents_of(charge), now=now)):
        return url
    customer = customer_of(charge.account)
    attempt = _begin(charge, customer, actor=actor, now=now)
    return _open(attempt)


def _for_payer(account: Account, ask: Callable[[], str], *, actor: User | None) -> str:
    """What Stripe answers, or in words why not. A customer that is gone there is made anew, once."""
    try:
        try:
            return ask()
        except gateway.NoCustomer:
            if not is_gone(account):
                raise
            forget_customer(account, actor=actor)
            return ask()
    except gateway.Refused as error:
        raise BillingRefused(
            _("Online payment is not possible here at the moment. Please pay by transfer, or ask the treasurer.")
        ) from error
    except gateway.GatewayError as error:
        raise BillingRefused(
            _("The payment service does not answer at the moment. Please try again later, or pay by transfer.")
        ) from error


def is_gone(account: Account) -> bool:
    """Whether the account's customer, unknown at Stripe, was really deleted there.

    Under keys of another account, or of the other mode, nobody is known: then nothing is forgotten.
    """
    profile, here = PaymentProfile.objects.filter(account=account).first(), gateway.account_id()
    return bool(here and profile and (profile.stripe_account, profile.is_live) == (here, gateway.is_live()))


def _reused(old: Attempt, open_cents: int, *, now: datetime) -> str:
    """The page that is open already; closed where the amount has changed. Empty if a new one is to be made."""
    if old.state != Attempt.State.NEW:
        return ""
    if not old.session_id and old.created_at > now - KEYS_LAST:
        _open(old)  # its answer was lost: the same request with the same key finds the page
        old.refresh_from_db()
    if not old.session_id:
        give_up(old.pk)
        return ""
    try:
        synced = sync_session(str(old.session_id), now=now)
    except gateway.Refused:  # a page that Stripe does not know any more, as one of the test mode
        give_up(old.pk)
        return ""
    if synced is None or synced.state != Attempt.State.NEW:
        return ""
    if synced.session_url and synced.amount_cents == open_cents:
        return str(synced.session_url)
    with suppress(gateway.Refused):  # completed or expired this moment
        gateway.expire_session(str(old.session_id))
    sync_session(str(old.session_id), now=now)
    return ""


@transaction.atomic
def _begin(charge: Charge, customer_id: str, *, actor: User | None, now: datetime) -> Attempt:
    """Locks the account: of two who begin at once one waits and then finds the other's attempt."""
    Account.objects.select_for_update().get(pk=charge.account_id)
    running, cents = running_attempt(charge), open_cents_of(charge)
    if reason := why_not_pay(is_on=gateway.is_on(), open_cents=cents, running=running):
        raise BillingRefused(reason)
    if running:
        return running
    attempt = Attempt(
        account=charge.account,
        charge=charge,
        kind=Attempt.Kind.CHECKOUT,
        amount_cents=cents,
        created_at=now,
        asked_at=now,
    )
    name = _("Invoice %(number)s") % {"number": charge.invoice.number}
    metadata = {gateway.KEY: str(attempt.key)}
    request = {
        **_page(attempt, customer_id),
        "mode": "payment",
        "line_items": [
            {
                "price_data": {"currency": "eur", "unit_amount": cents, "product_data": {"name": name}},
                "quantity": 1,
            }
        ],
        "payment_intent_data": {
            "metadata": metadata,
            "description": charge.invoice.number,
            "setup_future_usage": "off_session",
        },
    }
    attempt.request = json.dumps(request)
    attempt.save()
    audit.log("billing.start_payment", attempt, actor=actor)
    return attempt


def _page(attempt: Attempt, customer_id: str) -> dict[str, Any]:
    """What pay pages have in common."""
    own = f"{settings.BASE_URL}/mein/beitraege/"
    page: dict[str, Any] = {
        "customer": customer_id,
        "success_url": f"{own}zahlung/{attempt.key}/",
        "cancel_url": own,
        "locale": recipient_of(attempt.account)["language"],
        "metadata": {gateway.KEY: str(attempt.key)},
    }
    if settings.STRIPE_METHODS:
        page["allowed_payment_method_types"] = list(settings.STRIPE_METHODS)
    return page


def _open(attempt: Attempt) -> str:
    """Asks Stripe for the page; the request and its key were written down before. What is refused is over."""
    try:
        session = gateway.open_session(json.loads(attempt.request), key=f"attempt-{attempt.key}")
    except gateway.Refused:
        give_up(attempt.pk)
        raise
    Attempt.objects.filter(pk=attempt.pk).update(session_id=session.id, session_url=session.url)
    return str(session.url)


@transaction.atomic
def give_up(pk: int) -> None:
    """A page that nobody can pay on, for it never came to be or Stripe has closed it: something else may be tried."""
    attempt = Attempt.objects.select_for_update().get(pk=pk)
    if attempt.state == Attempt.State.NEW:
        attempt.state, attempt.watched = Attempt.State.CANCELLED, False
        attempt.save(update_fields=["state", "watched"])


def customer_of(account: Account) -> str:
    """The account's customer at Stripe, made where there is none: found by our own number, never by address."""
    if profile := PaymentProfile.objects.filter(account=account).first():
        return str(profile.customer_id)
    payer = recipient_of(account)
    tries = Attempt.objects.filter(account=account).count()  # else the key would find a customer that is gone again
    said = sha256(f"{payer['name']}|{payer['email']}".encode()).hexdigest()[:8]  # the same key must ask the same
    key = f"customer-{account.pk}-{account.created_at:%Y%m%d%H%M%S}-{tries}-{said}"
    whose: dict[str, Any] = {
        "stripe_account": gateway.account_id(),
        "is_live": gateway.is_live(),
        "told": said_of(payer),
    }
    pk = gateway.new_customer(name=payer["name"], email=payer["email"], account_pk=account.pk, key=key)
    profile, _is_new = PaymentProfile.objects.get_or_create(account=account, defaults={"customer_id": pk, **whose})
    return str(profile.customer_id)


def start_setup(account: Account, *, actor: User | None, now: datetime) -> str:
    """The address of the page on which a card or an account is given for later: a mandate without a payment."""
    if not gateway.is_on():
        raise BillingRefused(_("Online payment is switched off. Please pay by transfer."))
    return _for_payer(account, lambda: _setup_page(account, actor=actor, now=now), actor=actor)


def _setup_page(account: Account, *, actor: User | None, now: datetime) -> str:
    customer_id = customer_of(account)
    attempt = Attempt(account=account, kind=Attempt.Kind.SETUP, created_at=now, asked_at=now)
    data = {"setup_intent_data": {"metadata": {gateway.KEY: str(attempt.key)}}}
    attempt.request = json.dumps({**_page(attempt, customer_id), "mode": "setup", "currency": "eur", **data})
    with transaction.atomic():
        attempt.save()
        audit.log("billing.start_setup", attempt, actor=actor)
    return _open(attempt)


def abandon_method(account: Account, *, actor: User | None) -> None:
    """The card or mandate ends: first at Stripe, then here. Raises BillingRefused where Stripe does not answer."""
    profile = PaymentProfile.objects.filter(account=account).exclude(method_id="").first()
    if profile is None:
        return
    try:
        gateway.forget_method(profile.method_id)
    except gateway.Refused:
        pass  # gone already
    except gateway.Unavailable as error:
        raise BillingRefused(_("The payment service does not answer at the moment. Please try again later.")) from error
    forget_method(profile.method_id, actor=actor)


@transaction.atomic
def forget_customer(account: Account, *, actor: User | None, by_office: bool = False) -> None:
    """What Stripe kept for the account is gone, and with it the card or mandate. Locks the account."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    PaymentProfile.objects.filter(account=account).delete()
    _pays_by_transfer(account, actor=actor, tell=by_office or actor is None)


@transaction.atomic
def forget_method(method_id: str, *, actor: User | None) -> None:
    """Nothing is collected from this card or account any more; its payer pays by transfer. Locks the account."""
    profile = PaymentProfile.objects.filter(method_id=method_id).exclude(method_id="").first()
    if profile is None:
        return
    account = Account.objects.select_for_update().get(pk=profile.account_id)
    empty = {"method_id": "", "method_type": "", "last4": "", "mandate_reference": "", "given_at": None}
    PaymentProfile.objects.filter(pk=profile.pk).update(**empty)
    _pays_by_transfer(account, actor=actor, tell=actor is None)


def _pays_by_transfer(account: Account, *, actor: User | None, tell: bool) -> None:
    """Nothing is left to collect from: what was announced and not handed over is off, and can be paid otherwise."""
    if account.way == Account.Way.STRIPE:
        Account.objects.filter(pk=account.pk).update(way=Account.Way.TRANSFER)
    announced = Attempt.objects.filter(account=account, state=Attempt.State.ANNOUNCED, request="")
    for attempt in announced.select_related("charge__invoice"):
        Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.CANCELLED, watched=False)
        if tell and attempt.charge:  # else who was told of the collection has ended it, or hears it now
            payment_failed(account, charge=attempt.charge, code="method_gone", on=attempt.collect_on)
    audit.log("billing.forget_method", account, actor=actor)

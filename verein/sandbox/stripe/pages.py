"""The pages people click: the hosted pay page, the bank's 3-D Secure page, and the control door of the double."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from . import outbox, paying
from .double import StripeDouble
from .errors import ApiError, Json
from .faults import KINDS

# What one click on the pay page tries: Stripe's test numbers, in words.
CARDS = [
    ("4242424242424242", _("A card that is accepted")),
    ("4000002760003184", _("A card whose bank asks back (3-D Secure)")),
    ("4000000000000002", _("A card that is declined")),
    ("4000000000009995", _("A card without enough money")),
    ("4000000000000259", _("A card whose owner disputes the payment later")),
]
ACCOUNTS = [
    ("DE89370400440532013000", _("An account that pays after five days")),
    ("DE62370400440532013001", _("An account whose bank returns the debit after five days")),
    ("DE18370400440000066666", _("An account without enough money")),
    ("DE35370400440532013002", _("An account that pays and then takes the money back")),
]
ERRORS = {
    "card_declined": _("Your card was declined. Please use another one."),
    "insufficient_funds": _("There is not enough money for this payment. Please use another card."),
    "expired_card": _("Your card has expired. Please use another one."),
    "incorrect_cvc": _("The security code of your card is wrong."),
    "incorrect_number": _("This card number does not exist. The double only knows Stripe’s test numbers."),
    "invalid_bank_account_iban": _("This IBAN is not right: please compare it digit by digit."),
    "payment_intent_authentication_failure": _("Your bank did not confirm that it is you. Please try again."),
    "setup_intent_authentication_failure": _("Your bank did not confirm that it is you. Please try again."),
}
ROWS = 40  # newest payments and webhooks on the control page


class Request(NamedTuple):
    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    accept_language: str = ""


class Reply(NamedTuple):
    status: int
    html: str = ""
    location: str = ""
    form_targets: tuple[str, ...] = ()  # origins a form of this page may lead to, for its content security policy


def answer(double: StripeDouble, request: Request) -> Reply:
    """The page or redirect for anything that is no call of the API."""
    first, _slash, rest = request.path.strip("/").partition("/")
    try:
        if first == "c":
            return _in_language(double, request, rest.removeprefix("pay/"), _pay)
        if first == "3ds":
            return _in_language(double, request, rest, _challenge)
        if first == "mandates":
            return _in_language(double, request, rest, _mandate)
    except ApiError as error:
        return Reply(error.status, _html("closed.html", request, {"message": str(error)}))
    if request.path == "/":
        return _in_language(double, request, "", _control)
    return Reply(404, _html("closed.html", request, {"message": "404"}))


def _in_language(double: StripeDouble, request: Request, pk: str, view: Any) -> Reply:
    session = double.world.kinds.get("checkout.session", {}).get(pk) or {}
    asked = request.query.get("lang") or session.get("locale") or request.accept_language
    with translation.override("en" if asked and asked.lower().startswith("en") else "de"):
        reply: Reply = view(double, request, pk)
        return reply


def _html(template: str, request: Request, context: Json) -> str:
    language = translation.get_language() or "de"
    other = {"de": ("en", "English"), "en": ("de", "Deutsch")}[language]
    return render_to_string(
        f"sandbox/stripe/{template}", context | {"language": language, "other": other, "query": request.query}
    )


# --- The pay page --------------------------------------------------------------------------------------------------


def _pay(double: StripeDouble, request: Request, pk: str) -> Reply:
    session = double.world.get("checkout.session", pk)
    if session["status"] != "open":
        return _closed(request, session)
    ways = session["payment_method_types"]
    way = request.query.get("way", ways[0])
    if way not in ways:
        way = ways[0]
    if request.method == "POST":
        return _submitted(double, request, session, way)
    return _pay_page(double, request, session, way)


def _submitted(double: StripeDouble, request: Request, session: Json, way: str) -> Reply:
    field = "number" if way == "card" else "iban"
    given = {"name": request.form.get("name"), "email": request.form.get("email")}
    given[field] = request.form.get("instead") or request.form.get(field)
    try:
        session = double.checkout_submit(session["id"], way, **given)
    except ApiError as error:
        return _pay_page(double, request, session, way, error)
    if intent := paying.challenge_of(double.world, session):
        language = translation.get_language()
        return Reply(303, location=f"/3ds/{intent}?lang={language}")
    return Reply(303, location=_back(session))


def _back(session: Json) -> str:
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


def _closed(request: Request, session: Json) -> Reply:
    done = session["status"] == "complete"
    context = {"done": done, "back": _back(session) if done else session["cancel_url"]}
    return Reply(200 if done else 410, _html("closed.html", request, context))


def _pay_page(double: StripeDouble, request: Request, session: Json, way: str, error: ApiError | None = None) -> Reply:
    customer = double.world.kinds.get("customer", {}).get(session["customer"] or "", {})
    context = {
        "session": session,
        "items": double.world.private[session["id"]]["items"],
        "way": way,
        "choices": CARDS if way == "card" else ACCOUNTS,
        "name": request.form.get("name") or customer.get("name") or "",
        "email": request.form.get("email") or session["customer_email"] or customer.get("email") or "",
        "error": _sentence(error),
    }
    status = error.status if error else 200
    return Reply(status, _html("pay.html", request, context), form_targets=_targets(session))


def _sentence(error: ApiError | None) -> str:
    """What went wrong, in the reader's language."""
    if error is None:
        return ""
    decline = str(error.fields.get("decline_code", ""))
    return str(ERRORS.get(decline) or ERRORS.get(str(error.fields.get("code"))) or error)


def _targets(session: Json) -> tuple[str, ...]:
    urls = [session["success_url"], session["cancel_url"] or ""]
    return tuple(sorted({f"{parts.scheme}://{parts.netloc}" for url in urls if (parts := urlsplit(url)).netloc}))


def _challenge(double: StripeDouble, request: Request, pk: str) -> Reply:
    intent = double.world.get("setup_intent" if pk.startswith("seti_") else "payment_intent", pk)
    session = paying.session_of(double.world, intent)
    if request.method == "POST":
        return _challenged(double, request, intent, session)
    if intent["status"] != "requires_action":
        return Reply(410, _html("closed.html", request, {"done": intent["status"] == "succeeded"}))
    context = {"amount": intent.get("amount")}
    return Reply(200, _html("challenge.html", request, context), form_targets=_targets(session) if session else ())


def _challenged(double: StripeDouble, request: Request, intent: Json, session: Json | None) -> Reply:
    returned = ((intent.get("next_action") or {}).get("redirect_to_url") or {}).get("return_url") or "/"
    try:
        double.authenticate(intent["id"], passed=request.form.get("answer") == "yes")
    except ApiError as error:
        if session and session["status"] == "open":
            return _pay_page(double, request._replace(form={}), session, session["payment_method_types"][0], error)
        return Reply(303, location=returned)
    return Reply(303, location=_back(session) if session else returned)


def _mandate(double: StripeDouble, request: Request, pk: str) -> Reply:
    mandate = double.world.get("mandate", pk)
    method = double.world.get("payment_method", mandate["payment_method"])
    return Reply(200, _html("mandate.html", request, {"mandate": mandate, "method": method}))


# --- The control door ----------------------------------------------------------------------------------------------


def _control(double: StripeDouble, request: Request, pk: str) -> Reply:
    if request.method == "POST":
        _turn(double, request.form)
        return Reply(303, location=f"/?lang={translation.get_language()}")
    world = double.world
    context = {
        "now": datetime.fromtimestamp(world.now(), UTC),
        "payments": [_payment(double, intent) for intent in _newest(double, "payment_intent")],
        "refunds": [each for each in _newest(double, "refund") if each["status"] != "failed"],
        "faults": double.faults.ordered,
        "kinds": KINDS,
        "webhooks": [_webhook(double, delivery) for delivery in world.deliveries[: -ROWS - 1 : -1]],
    }
    return Reply(200, _html("control.html", request, context))


def _newest(double: StripeDouble, kind: str) -> list[Json]:
    return list(double.world.all(kind))[: -ROWS - 1 : -1]


def _payment(double: StripeDouble, intent: Json) -> Json:
    charge = double.world.kinds.get("charge", {}).get(intent["latest_charge"] or "", {})
    disputes = list(double.world.all("dispute", payment_intent=intent["id"]))
    return {
        "intent": intent,
        "charge": charge,
        "can_dispute": charge.get("status") == "succeeded" and not charge.get("disputed"),
        "dispute": next((each for each in disputes if each["status"] not in {"won", "lost"}), None),
    }


def _webhook(double: StripeDouble, delivery: Json) -> Json:
    return delivery | {"type": double.world.kinds["event"][delivery["event"]]["type"]}


def _turn(double: StripeDouble, form: Mapping[str, str]) -> None:
    """Does what a button of the control door says."""
    value = form.get("value", "")
    match form.get("do"):
        case "advance":
            double.advance(days=float(value))
        case "dispute":
            double.dispute(value)
        case "won" | "lost":
            double.close_dispute(value, won=form["do"] == "won")
        case "fail_refund":
            double.fail_refund(value)
        case "pay_out":
            double.pay_out()
        case "fault":
            double.fail_next(value)
        case "resend":
            outbox.resend(double.world, value)

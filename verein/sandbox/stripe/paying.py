"""What happens when somebody fills in and sends a Checkout page, passes 3-D Secure, or does not."""

from typing import Any

from . import customers, intents, methods, setups
from .errors import ApiError, Json, invalid
from .events import emit
from .world import World

PAYER = {"name": "Erika Beispiel", "email": "erika@beispiel.example"}


def submit(world: World, session_id: str, kind: str, **given: Any) -> Json:
    """Sends the page with a card (`number`) or an account (`iban`), `name` and `email`; returns the session.

    Raises ApiError 402 for a declined card and 400 for wrong numbers: the page stays open. Where 3-D Secure is asked
    for, the session is still open and `authenticate` goes on.
    """
    session = world.get("checkout.session", session_id)
    if session["status"] != "open":
        raise invalid(f"This Checkout Session is {session['status']}.")
    if kind not in session["payment_method_types"]:
        raise invalid(f"{kind} is not offered here.", param="type")
    payer = {part: given.get(part) or PAYER[part] for part in PAYER}
    own = {"card": {"number": given.get("number") or "4242424242424242"}, "sepa_debit": {"iban": given.get("iban", "")}}
    method = methods.new(world, {"type": kind, kind: own[kind], "billing_details": payer})
    _payer(world, session, payer)
    intent = _intent(world, session)
    confirmed = {"payment_method": method["id"], "return_url": session["success_url"], "mandate_data": {"given": True}}
    return _confirm(world, session, intent, confirmed)


def _payer(world: World, session: Json, payer: Json) -> None:
    empty = dict.fromkeys(("address", "business_name", "individual_name", "phone", "tax_ids"))
    session["customer_details"] = empty | payer | {"tax_exempt": "none", "tax_ids": []}
    params = world.private[session["id"]]["params"]
    later = (params.get("payment_intent_data") or {}).get("setup_future_usage")
    if session["customer"] is None and (
        session["customer_creation"] == "always" or later or session["mode"] == "setup"
    ):
        session["customer"] = customers.new(world, payer)["id"]


def _intent(world: World, session: Json) -> Json:
    """The session's intent; in payment mode it is made with the first attempt."""
    if session["mode"] == "setup":
        setup = world.get("setup_intent", session["setup_intent"])
        setup["customer"] = session["customer"]
        return setup
    if session["payment_intent"]:
        return world.get("payment_intent", session["payment_intent"])
    params = world.private[session["id"]]["params"]
    taken = ("payment_method_options", "allowed_payment_method_types", "excluded_payment_method_types")
    wanted = {name: params[name] for name in taken if name in params} | (params.get("payment_intent_data") or {})
    total = {"amount": session["amount_total"], "currency": "eur", "customer": session["customer"]}
    intent = intents.new(world, wanted | total)
    world.private[intent["id"]]["session"] = session["id"]
    session["payment_intent"] = intent["id"]
    return intent


def _confirm(world: World, session: Json, intent: Json, params: Json) -> Json:
    if session["mode"] == "setup":
        setups.confirm(world, intent, params)
    else:
        intents.give_method(world, intent, params)
        intents.confirm(world, intent, params)
    return _complete(world, session, intent)


def _complete(world: World, session: Json, intent: Json) -> Json:
    if intent["status"] in {"succeeded", "processing"}:
        session.update(status="complete", url=None)
        if session["mode"] == "payment" and intent["status"] == "succeeded":
            session["payment_status"] = "paid"
        emit(world, "checkout.session.completed", session)
    return session


def authenticate(world: World, intent_id: str, *, passed: bool) -> Json | None:
    """The bank's 3-D Secure page was answered; returns the Checkout Session it belongs to, if it does to one.

    Raises ApiError 402 if the payer did not pass.
    """
    setup = intent_id.startswith("seti_")
    intent = world.get("setup_intent" if setup else "payment_intent", intent_id)
    if intent["status"] != "requires_action":
        raise invalid("There is nothing to authenticate.", code="payment_intent_unexpected_state")
    method = world.kinds["payment_method"][intent["payment_method"]]
    session = session_of(world, intent)
    module: Any = setups if setup else intents
    if not passed:
        raise _failed(module.decline(world, intent, method, "authentication_failed"), setup=setup)
    module.confirm(world, intent, {"authenticated": True})
    return _complete(world, session, intent) if session else None


def _failed(error: ApiError, *, setup: bool) -> ApiError:
    error.fields["code"] = "setup_intent_authentication_failure" if setup else "payment_intent_authentication_failure"
    return error


def session_of(world: World, intent: Json) -> Json | None:
    field = "setup_intent" if intent["object"] == "setup_intent" else "payment_intent"
    return next(world.all("checkout.session", **{field: intent["id"]}), None)


def challenge_of(world: World, session: Json) -> str | None:
    """The id of the session's intent if the bank waits for 3-D Secure."""
    kind = "setup_intent" if session["mode"] == "setup" else "payment_intent"
    intent = world.kinds.get(kind, {}).get(session[kind] or "", {})
    return str(intent["id"]) if intent.get("status") == "requires_action" else None

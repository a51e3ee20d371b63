"""Payment intents: created, confirmed, challenged, cancelled."""

from . import balance, banks, charges, methods, schema
from .errors import ApiError, Json, invalid
from .events import emit
from .listing import merge_metadata, page
from .world import DAY, World, handles

OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}
SMALLEST = 50  # cents


def offered(params: Json) -> list[str]:
    """The methods that are left: what is not switched on is dropped without a word, as Stripe does."""
    allowed = params.get("allowed_payment_method_types")
    if allowed and params.get("excluded_payment_method_types"):
        raise invalid("You may only specify one of allowed_payment_method_types, excluded_payment_method_types.")
    excluded = params.get("excluded_payment_method_types") or []
    found = [kind for kind in methods.OFFERED if (not allowed or kind in allowed) and kind not in excluded]
    if not found:
        raise invalid("No valid payment method types for this Payment Intent.", param="allowed_payment_method_types")
    return found


def new(world: World, params: Json) -> Json:
    """An intent without a payment method; raises ApiError for amounts and customers that do not fit."""
    if params["amount"] < SMALLEST:
        raise invalid("Amount must be at least €0.50 eur", param="amount", code="amount_too_small")
    if params["currency"].lower() != "eur":
        raise invalid(f"Invalid currency: {params['currency']}. This account takes eur.", param="currency")
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")
    _check_target(world, params)
    pk = world.new_id("pi")
    intent = schema.blank(
        "payment_intent",
        id=pk,
        amount=params["amount"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods={"allow_redirects": "always", "enabled": True},
        capture_method="automatic_async",
        client_secret=f"{pk}_secret_{pk[-12:]}",
        confirmation_method="automatic",
        created=world.now(),
        currency="eur",
        customer=params.get("customer"),
        description=params.get("description"),
        payment_method_options=_options(params),
        payment_method_types=offered(params),
        receipt_email=params.get("receipt_email") or None,
        setup_future_usage=params.get("setup_future_usage"),
        statement_descriptor=params.get("statement_descriptor"),
        status="requires_payment_method",
    )
    if params.get("allowed_payment_method_types"):
        intent["allowed_payment_method_types"] = params["allowed_payment_method_types"]
        intent["automatic_payment_methods"] = None
    merge_metadata(intent, params)
    world.add(intent, session=None)
    emit(world, "payment_intent.created", intent)
    return intent


def _check_target(world: World, params: Json) -> None:
    """Before there is an intent: what is refused leaves nothing behind."""
    target = ((params.get("payment_method_options") or {}).get("sepa_debit") or {}).get("target_date")
    name = "payment_method_options[sepa_debit][target_date]"
    if target and not 3 <= balance.timestamp_of(target, name) // DAY - world.now() // DAY <= 15:
        raise invalid("The target_date must be between 3 and 15 calendar days from now.", param=name)


def _options(params: Json) -> Json:
    options = params.get("payment_method_options") or {}
    known = {"card": {"request_three_d_secure": "automatic", "network": None, "installments": None}, "sepa_debit": {}}
    return {kind: known[kind] | (options.get(kind) or {}) for kind in offered(params)}


def give_method(world: World, intent: Json, params: Json) -> None:
    """Takes over a payment method given by id, by token or by its data."""
    if params.get("payment_method"):
        method = methods.find(world, params["payment_method"], intent["customer"])
    elif params.get("payment_method_data"):
        method = methods.new(world, params["payment_method_data"])
    else:
        return
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this PaymentIntent.",
            param="payment_method",
            code="payment_intent_incompatible_payment_method",
        )
    intent["payment_method"] = method["id"]
    intent["status"] = "requires_confirmation"


def confirm(world: World, intent: Json, params: Json) -> Json:
    """Tries to take the money; raises ApiError 402 if the card is declined."""
    if intent["status"] not in OPEN:
        raise unexpected(intent, "confirm")
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
            payment_intent=dict(intent),
        )
    method = world.kinds["payment_method"][intent["payment_method"]]
    if method["type"] == "sepa_debit":
        _debit(world, intent, method, params)
    else:
        _card(world, intent, method, params)
    return intent


def _debit(world: World, intent: Json, method: Json, params: Json) -> None:
    options = intent["payment_method_options"]["sepa_debit"]
    collected_at = world.now()
    if target := options.get("target_date"):
        collected_at = balance.timestamp_of(target, "payment_method_options[sepa_debit][target_date]")
    mandate = methods.mandate_of(world, method)
    if params.get("mandate"):
        mandate = world.get("mandate", params["mandate"], "mandate")
    if params.get("mandate_data"):
        methods.new_mandate(world, method, options.get("mandate_options"))
    elif mandate is None or mandate["status"] != "active":
        raise invalid(
            "The provided mandate is invalid, or no mandate was given.",
            param="mandate",
            code="payment_intent_mandate_invalid",
        )
    _keep(world, intent, method)
    charge = charges.start_debit(world, intent, method, collected_at)
    charge["payment_method_details"]["sepa_debit"]["expected_debit_date"] = target


def _keep(world: World, intent: Json, method: Json) -> None:
    """A method to be used later belongs to the customer from now on."""
    if intent["setup_future_usage"] == "off_session" and intent["customer"]:
        methods.attach_to(world, method, intent["customer"])


def _card(world: World, intent: Json, method: Json, params: Json) -> None:
    card = banks.card_of(world, method)
    private = world.private[method["id"]]
    challenged = card.challenge == "always" or (card.challenge == "setup" and not private["authenticated"])
    if challenged and not params.get("authenticated"):
        if params.get("off_session"):
            raise decline(world, intent, method, "authentication_required")
        url = f"{world.base_url}/3ds/{intent['id']}"
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": params.get("return_url"), "url": url},
        }
        emit(world, "payment_intent.requires_action", intent)
        return
    if card.decline:
        raise decline(world, intent, method, card.decline)
    private["authenticated"] = True
    _keep(world, intent, method)
    charge = charges.new(world, intent, method, status="succeeded")
    charges.succeed(world, charge)
    if card.disputed:
        world.later(world.now(), "dispute_charge", charge["id"])


def decline(world: World, intent: Json, method: Json, reason: str) -> ApiError:
    """The refusal to raise, after charge and intent have taken note of it."""
    message, code = banks.MESSAGES[reason], banks.CODES.get(reason, reason)
    charge = charges.new(world, intent, method, status="failed", failure_code=code, failure_message=message)
    error = {"type": "card_error", "code": code, "message": message, "charge": charge["id"]}
    error |= {"decline_code": reason, "payment_method": dict(method)}
    intent.update(status="requires_payment_method", payment_method=None, next_action=None, last_payment_error=error)
    emit(world, "charge.failed", charge)
    emit(world, "payment_intent.payment_failed", intent)
    return ApiError(402, **error, payment_intent=dict(intent))


def unexpected(intent: Json, verb: str) -> ApiError:
    return invalid(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=dict(intent),
    )


@handles("POST", "/v1/payment_intents")
def create(world: World, params: Json) -> Json:
    if not params.get("confirm") and (params.get("off_session") or params.get("mandate_data")):
        raise invalid("You can only set off_session and mandate_data with confirm=true.", param="off_session")
    if params.get("off_session") and params.get("setup_future_usage"):
        raise invalid("You can only set one of off_session and setup_future_usage.", param="setup_future_usage")
    intent = new(world, params)
    give_method(world, intent, params)
    return confirm(world, intent, params) if params.get("confirm") else intent


@handles("GET", "/v1/payment_intents/{intent}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("payment_intent", pk)


@handles("POST", "/v1/payment_intents/{intent}")
def update(world: World, params: Json, pk: str) -> Json:
    intent = world.get("payment_intent", pk)
    if intent["status"] not in OPEN and set(params) - {"metadata", "description", "expand"}:
        raise unexpected(intent, "update")
    for field in ("amount", "description", "setup_future_usage", "receipt_email", "customer"):
        if field in params:
            intent[field] = params[field] or None
    merge_metadata(intent, params)
    give_method(world, intent, params)
    return intent


@handles("POST", "/v1/payment_intents/{intent}/confirm")
def confirm_call(world: World, params: Json, pk: str) -> Json:
    intent = world.get("payment_intent", pk)
    if intent["status"] in OPEN:
        give_method(world, intent, params)
    return confirm(world, intent, params)


@handles("POST", "/v1/payment_intents/{intent}/cancel")
def cancel(world: World, params: Json, pk: str) -> Json:
    intent = world.get("payment_intent", pk)
    cancel_intent(world, intent, params.get("cancellation_reason"))
    return intent


def cancel_intent(world: World, intent: Json, reason: str | None) -> None:
    """Also a debit that waits for its target date; not one that is at the bank already."""
    waiting = intent["status"] == "processing" and _before_target(world, intent)
    if intent["status"] not in OPEN and not waiting:
        raise unexpected(intent, "cancel")
    if waiting:
        charge = world.kinds["charge"][intent["latest_charge"]]
        charge.update(status="failed", failure_code="canceled", failure_message="The payment was canceled.")
    intent.update(status="canceled", canceled_at=world.now(), cancellation_reason=reason, next_action=None)
    emit(world, "payment_intent.canceled", intent)


def _before_target(world: World, intent: Json) -> bool:
    target = (intent["payment_method_options"].get("sepa_debit") or {}).get("target_date")
    return target is not None and balance.timestamp_of(target, "target_date") - 2 * DAY > world.now()


@handles("GET", "/v1/payment_intents")
def listed(world: World, params: Json) -> Json:
    return page(world, "payment_intent", "/v1/payment_intents", params)

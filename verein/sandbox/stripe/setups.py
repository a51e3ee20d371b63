"""Setup intents: a card or an account kept for later, with its mandate, without a payment."""

from . import banks, methods, schema
from .errors import ApiError, Json, invalid
from .events import emit
from .intents import offered
from .listing import merge_metadata, page
from .world import World, handles

OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}


def new(world: World, params: Json) -> Json:
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")
    pk = world.new_id("seti")
    setup = schema.blank(
        "setup_intent",
        id=pk,
        automatic_payment_methods={"allow_redirects": "always", "enabled": True},
        client_secret=f"{pk}_secret_{pk[-12:]}",
        created=world.now(),
        customer=params.get("customer"),
        description=params.get("description"),
        metadata={},
        payment_method_options={"sepa_debit": {}} | (params.get("payment_method_options") or {}),
        payment_method_types=offered(params),
        status="requires_payment_method",
        usage=params.get("usage", "off_session"),
    )
    merge_metadata(setup, params)
    world.add(setup)
    emit(world, "setup_intent.created", setup)
    return setup


def confirm(world: World, setup: Json, params: Json) -> Json:
    """Keeps the method; raises ApiError 402 if the card cannot be kept."""
    if setup["status"] not in OPEN:
        raise invalid(
            f"You cannot confirm this SetupIntent because it has already {setup['status']}.",
            code="setup_intent_unexpected_state",
        )
    if params.get("payment_method"):
        setup["payment_method"] = methods.find(world, params["payment_method"], setup["customer"])["id"]
    elif params.get("payment_method_data"):
        setup["payment_method"] = methods.new(world, params["payment_method_data"])["id"]
    if setup["payment_method"] is None:
        raise invalid("You cannot confirm this SetupIntent because it's missing a payment method.")
    method = world.kinds["payment_method"][setup["payment_method"]]
    if method["type"] == "card":
        return _card(world, setup, method, params)
    if not params.get("mandate_data") and methods.mandate_of(world, method) is None:
        raise invalid("This SetupIntent needs mandate_data.", param="mandate_data", code="parameter_missing")
    options = setup["payment_method_options"]["sepa_debit"].get("mandate_options")
    setup["mandate"] = methods.new_mandate(world, method, options)
    return _done(world, setup, method)


def _card(world: World, setup: Json, method: Json, params: Json) -> Json:
    card = banks.card_of(world, method)
    if card.challenge and not params.get("authenticated"):
        url = f"{world.base_url}/3ds/{setup['id']}"
        setup["status"] = "requires_action"
        redirect = {"return_url": params.get("return_url"), "url": url}
        setup["next_action"] = {"type": "redirect_to_url", "redirect_to_url": redirect}
        emit(world, "setup_intent.requires_action", setup)
        return setup
    if card.decline and world.private[method["id"]]["number"] != banks.SAVED_BUT_BAD:
        raise decline(world, setup, method, card.decline)
    world.private[method["id"]]["authenticated"] = True
    return _done(world, setup, method)


def decline(world: World, setup: Json, method: Json, reason: str) -> ApiError:
    message, code = banks.MESSAGES[reason], banks.CODES.get(reason, reason)
    error: Json = {"type": "card_error", "code": code, "decline_code": reason, "message": message}
    error["payment_method"] = dict(method)
    setup.update(status="requires_payment_method", payment_method=None, next_action=None, last_setup_error=error)
    emit(world, "setup_intent.setup_failed", setup)
    return ApiError(402, **error, setup_intent=dict(setup))


def _done(world: World, setup: Json, method: Json) -> Json:
    setup.update(status="succeeded", next_action=None, last_setup_error=None)
    if setup["customer"]:
        methods.attach_to(world, method, setup["customer"])
    emit(world, "setup_intent.succeeded", setup)
    return setup


@handles("POST", "/v1/setup_intents")
def create(world: World, params: Json) -> Json:
    setup = new(world, params)
    if params.get("confirm"):
        return confirm(world, setup, params)
    if params.get("payment_method"):
        setup["payment_method"] = methods.find(world, params["payment_method"], setup["customer"])["id"]
        setup["status"] = "requires_confirmation"
    return setup


@handles("POST", "/v1/setup_intents/{intent}/confirm")
def confirm_call(world: World, params: Json, pk: str) -> Json:
    return confirm(world, world.get("setup_intent", pk), params)


@handles("POST", "/v1/setup_intents/{intent}/cancel")
def cancel(world: World, params: Json, pk: str) -> Json:
    setup = world.get("setup_intent", pk)
    if setup["status"] not in OPEN:
        raise invalid(
            f"You cannot cancel this SetupIntent because it has a status of {setup['status']}.",
            code="setup_intent_unexpected_state",
        )
    setup.update(status="canceled", cancellation_reason=params.get("cancellation_reason"), next_action=None)
    emit(world, "setup_intent.canceled", setup)
    return setup


@handles("GET", "/v1/setup_intents/{intent}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return world.get("setup_intent", pk)


@handles("GET", "/v1/setup_intents")
def listed(world: World, params: Json) -> Json:
    return page(world, "setup_intent", "/v1/setup_intents", params)

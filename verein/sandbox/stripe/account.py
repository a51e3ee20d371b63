"""The invented account itself, and which payment methods are switched on."""

from . import schema
from .errors import Json
from .listing import cut
from .methods import OFFERED
from .world import World, handles

NAME = "Stripe-Nachbau"


@handles("GET", "/v1/account")
def current(world: World, params: Json) -> Json:
    return {
        "id": world.account_id,
        "object": "account",
        "business_type": "non_profit",
        "capabilities": {f"{kind}_payments": "active" for kind in OFFERED},
        "charges_enabled": True,
        "country": "DE",
        "created": world.now(),
        "default_currency": "eur",
        "details_submitted": True,
        "email": "kasse@emsbogen.example",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_payments": {"statement_descriptor_prefix": None},
            "dashboard": {"display_name": NAME, "timezone": "Europe/Berlin"},
            "payments": {"statement_descriptor": NAME.upper()},
        },
        "type": "standard",
    }


@handles("GET", "/v1/accounts/{account}")
def retrieve(world: World, params: Json, pk: str) -> Json:
    return current(world, params)


@handles("GET", "/v1/payment_method_configurations")
def configurations(world: World, params: Json) -> Json:
    return cut([configuration(world, params, "")], "/v1/payment_method_configurations", params)


@handles("GET", "/v1/payment_method_configurations/{configuration}")
def configuration(world: World, params: Json, pk: str) -> Json:
    cls = schema.object_class("payment_method_configuration")
    assert cls is not None
    kinds = [name for name in cls.__annotations__ if name in {*OFFERED, "link", "klarna", "apple_pay", "google_pay"}]
    return {
        "id": f"pmc_{world.account_id[5:]}",
        "object": "payment_method_configuration",
        "active": True,
        "application": None,
        "is_default": True,
        "livemode": False,
        "name": "Default",
        "parent": None,
    } | {kind: _switch(on=kind in OFFERED) for kind in kinds}


def _switch(*, on: bool) -> Json:
    value = "on" if on else "off"
    return {"available": on, "display_preference": {"overridable": None, "preference": value, "value": value}}

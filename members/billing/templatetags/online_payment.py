"""Whether pages offer to pay online."""

from django import template

from members.billing import gateway

register = template.Library()


@register.simple_tag
def online_payment() -> bool:
    """Whether a key for Stripe is set."""
    return gateway.is_on()

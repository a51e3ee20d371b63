"""How the legal pages write contacts."""

from django import template
from django.utils.html import urlize
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def contact_links(text: str) -> SafeString:
    """Addresses inside a contact become links: "Datenschutz, datenschutz@example.org"."""
    return SafeString(urlize(text, autoescape=True))

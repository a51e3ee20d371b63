"""How the legal pages write the association's name and its contacts."""

from django import template
from django.utils.html import urlize
from django.utils.safestring import SafeString

from verein.models import Association

register = template.Library()

# What follows the registered name; a no-break space keeps "e. V." together (domain.md, part 4).
SUFFIXES: dict[str, str] = {Association.LegalForm.EV: "e.\u00a0V.", Association.LegalForm.GMBH: "GmbH"}


@register.simple_tag
def association_name(association: Association) -> str:
    """The name with its legal form: "Unternehmerinitiative Emsbogen e. V."; once, however it was typed."""
    suffix = SUFFIXES.get(association.legal_form, "")
    flat = association.name.replace(" ", "").replace("\u00a0", "").lower()
    if not suffix or flat.endswith(suffix.replace("\u00a0", "").lower()):
        return association.name
    return f"{association.name} {suffix}"


@register.filter
def contact_links(text: str) -> SafeString:
    """Addresses inside a contact become links: "Datenschutz, datenschutz@example.org"."""
    return SafeString(urlize(text, autoescape=True))

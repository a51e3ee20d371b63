"""Whom a letter greets, and how its address is written: people by their name, a company by who represents it."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

# A payer is a name only; these words say that it is no person's.
FIRMS = re.compile(
    r"\b(AG|B\.?V|e\.? ?G|e\.? ?K|e\.? ?V|GbR|g?GmbH|Inc|KG|KGaA|Ltd|mbB|mbH|OHG|oHG|PartG|S\.?à ?r\.?l|SE|UG)\b|&"
)


def is_firm(name: str) -> bool:
    """Whether the name of a payer is a company's, as far as its legal form tells."""
    return bool(FIRMS.search(name))


def greeting(recipient: Mapping[str, str]) -> str:
    """In the language that is active; documents of before this was known say `is_business` only."""
    name = recipient.get("contact", "")
    if not name and recipient.get("is_company", recipient.get("is_business", "")):
        return _("Dear Sir or Madam,")
    return _("Dear %(name)s,") % {"name": name or recipient["name"]}


def address_lines(recipient: Mapping[str, str]) -> list[str]:
    """The lines of the window: who, to whose hands, street, town, and the country where it is another one."""
    contact = recipient.get("contact", "")
    lines = [
        recipient["name"],
        _("attn. %(name)s") % {"name": contact} if contact else "",
        recipient["street"],
        f"{recipient['postcode']} {recipient['city']}".strip(),
        recipient["country"] if recipient.get("country", "DE") != "DE" else "",
    ]
    return [line for line in lines if line]

"""The association's face on letters: name, address, register, bank account, colour and logo."""

import base64
from collections.abc import Mapping
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from members.billing.rules.references import in_fours
from verein.models import Association, SiteImage

from .letter import House

LOGO_PIXELS = (1200, 480)


def house_of(issuer: Mapping[str, str], association: Association, *, with_tax: bool) -> House:
    """`issuer` as a document keeps it. The tax number stands only where there is a supply (L-TAX-2)."""
    town = f"{issuer['postcode']} {issuer['city']}".strip()
    register = " ".join(filter(None, (issuer["register_court"], issuer["register_number"])))
    account = [issuer["account_holder"], f"IBAN {in_fours(issuer['iban'])}", issuer["bank_name"]]
    tax = [
        _("Tax number: %(number)s") % {"number": issuer["tax_number"]} if issuer["tax_number"] else "",
        _("VAT ID: %(number)s") % {"number": issuer["vat_id"]} if issuer["vat_id"] else "",
    ]
    columns = [
        [issuer["name"], issuer["street"], town],
        [issuer["email"], issuer["phone"], register],
        account if issuer["iban"] else [],
        tax if with_tax else [],
    ]
    return House(
        name=issuer["name"],
        sender=" · ".join(filter(None, (issuer["name"], issuer["street"], town))),
        colour=association.brand_colour,
        footer=[column for lines in columns if (column := [line for line in lines if line])],
        logo=_logo(association.logo),
        note=issuer["footer"],
    )


def _logo(image: SiteImage | None) -> str:
    """The logo as an SVG that holds it as PNG, which goes into a document as text; "" where it cannot be read."""
    if image is None:
        return ""
    try:
        with image.file.open() as file, Image.open(file) as picture:
            picture.thumbnail(LOGO_PIXELS)
            out = BytesIO()
            picture.convert("RGBA").save(out, "PNG")
            width, height = picture.size
    except (OSError, UnidentifiedImageError):
        return ""
    data = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )

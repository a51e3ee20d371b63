"""The GiroCode (EPC069-12) that a banking app scans: payee, IBAN, amount and reference of a transfer."""

from decimal import Decimal
from io import BytesIO

import segno
from segno import helpers


def girocode(*, holder: str, iban: str, cents: int, text: str) -> segno.QRCode:
    """UTF-8, error correction M as the standard wants; `holder` exactly as the bank has the name, cut at 70 letters."""
    amount = Decimal(cents) / 100
    return helpers.make_epc_qr(name=holder[:70], iban=iban, amount=amount, text=text, encoding="utf-8")


def svg_of(code: segno.QRCode) -> str:
    """Black on white with the quiet zone, for a document."""
    out = BytesIO()
    code.save(out, kind="svg", xmldecl=False, scale=4, border=4, dark="#000", light="#fff")
    return out.getvalue().decode()


def data_uri_of(code: segno.QRCode) -> str:
    """For the `src` of a picture on a page."""
    return str(code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))

"""QR codes as data: addresses, which the strict CSP allows for pictures."""

import segno


def qr_data_uri(text: str, *, fallback: str) -> str:
    """A QR code of `text`, or of the short `fallback` where it is too long to be scanned from a screen."""
    content = text if len(text.encode()) <= 400 else fallback
    return str(segno.make(content, error="l", micro=False).svg_data_uri(scale=4, border=3, dark="#000", light="#fff"))

"""Pictures that go with a link in messengers and networks, drawn in our own fonts."""

import hashlib
from io import BytesIO

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from .models import Association

SIZE = (1200, 630)
PAPER, INK, SOFT, ON_BRAND = "#faf8f4", "#152123", "#566365", "#ffffff"
_FONT = "verein/fonts/{}-latin-wght-normal.woff2"


def words(association: Association) -> dict[str, str]:
    """What stands on the association's own card."""
    return {
        "name": association.name or "Verein",
        "tagline": association.tagline,
        "town": "" if association.region in association.name else association.region,
        "brand": association.brand_colour,
    }


def fingerprint(association: Association) -> str:
    """Changes with what is drawn: networks keep pictures by their address."""
    return hashlib.sha256(repr(words(association)).encode()).hexdigest()[:12]


def site_card(*, name: str, tagline: str, town: str, brand: str) -> bytes:
    """A PNG of 1200 × 630 for pages without a picture of their own; `brand` is a colour like #0c5c56."""
    image = Image.new("RGB", SIZE, brand)
    draw = ImageDraw.Draw(image)
    large = font("bricolage-grotesque", 96, 700)
    lines = wrapped(draw, tagline or name, large, 1040, 4)
    draw.multiline_text((80, 80), "\n".join(lines), font=large, fill=ON_BRAND, spacing=12)
    below = " · ".join(part for part in (name if tagline else "", town) if part)
    small = font("hanken-grotesk", 40, 600)
    draw.text((80, 500), wrapped(draw, below, small, 1040, 1)[0], font=small, fill=ON_BRAND)
    return png(image)


def png(image: Image.Image) -> bytes:
    result = BytesIO()
    image.save(result, "PNG", optimize=True)
    return result.getvalue()


def font(family: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """One of our two families in a weight."""
    found = ImageFont.truetype(str(finders.find(_FONT.format(family))), size)
    found.set_variation_by_axes([weight])
    return found


def wrapped(
    draw: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont, width: int, max_lines: int
) -> list[str]:
    """Lines of at most `width` pixels; what does not fit ends with an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=face) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = len(lines) > max_lines
    lines = [fitted(draw, line, face, width) for line in lines[:max_lines]]
    if cut:
        lines[-1] = fitted(draw, f"{lines[-1]} …", face, width)
    return lines


def fitted(draw: ImageDraw.ImageDraw, line: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    while draw.textlength(line, font=face) > width:
        line = line.removesuffix("…")[:-1].rstrip() + "…"
    return line

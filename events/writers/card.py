"""The picture that goes with a link to an event in messengers and networks: title and date, drawn in our own fonts."""

from io import BytesIO

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
_PAPER, _INK, _SOFT, _ON_BRAND = "#faf8f4", "#152123", "#566365", "#ffffff"
_FONT = "verein/fonts/{}-latin-wght-normal.woff2"


def event_card(*, title: str, day: tuple[str, str, str], line: str, name: str, brand: str) -> bytes:
    """A PNG of 1200 × 630. `day` is weekday, number and month; `line` time and place; `brand` a colour like #0c5c56."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 360, SIZE[1]), fill=brand)
    draw.text((180, 190), day[0], font=_font("hanken-grotesk", 44, 600), fill=_ON_BRAND, anchor="mm")
    draw.text((180, 320), day[1], font=_font("bricolage-grotesque", 210, 700), fill=_ON_BRAND, anchor="mm")
    draw.text((180, 450), day[2], font=_font("hanken-grotesk", 44, 600), fill=_ON_BRAND, anchor="mm")
    font = _font("bricolage-grotesque", 68, 650)
    lines = _wrapped(draw, title, font, 740, 4)
    draw.multiline_text((410, 90), "\n".join(lines), font=font, fill=_INK, spacing=10)
    for offset, text in ((460, line), (540, name)):
        small = _font("hanken-grotesk", 36, 600 if offset == 460 else 450)
        draw.text((410, offset), _wrapped(draw, text, small, 740, 1)[0], font=small, fill=_SOFT)
    result = BytesIO()
    image.save(result, "PNG", optimize=True)
    return result.getvalue()


def _font(family: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(finders.find(_FONT.format(family))), size)
    font.set_variation_by_axes([weight])
    return font


def _wrapped(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int, max_lines: int
) -> list[str]:
    """Lines of at most `width` pixels; what does not fit ends with an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = len(lines) > max_lines
    lines = [_fitted(draw, line, font, width) for line in lines[:max_lines]]
    if cut:
        lines[-1] = _fitted(draw, f"{lines[-1]} …", font, width)
    return lines


def _fitted(draw: ImageDraw.ImageDraw, line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while draw.textlength(line, font=font) > width:
        line = line.removesuffix("…")[:-1].rstrip() + "…"
    return line

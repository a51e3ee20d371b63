"""The picture that goes with a link to an event in messengers and networks: title and date, drawn in our own fonts."""

from PIL import Image, ImageDraw

from verein.cards import INK, ON_BRAND, PAPER, SIZE, SOFT, font, png, wrapped


def event_card(*, title: str, day: tuple[str, str, str], line: str, name: str, brand: str) -> bytes:
    """A PNG of 1200 × 630. `day` is weekday, number and month; `line` time and place; `brand` a colour like #0c5c56."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 360, SIZE[1]), fill=brand)
    draw.text((180, 190), day[0], font=font("hanken-grotesk", 44, 600), fill=ON_BRAND, anchor="mm")
    draw.text((180, 320), day[1], font=font("bricolage-grotesque", 210, 700), fill=ON_BRAND, anchor="mm")
    draw.text((180, 450), day[2], font=font("hanken-grotesk", 44, 600), fill=ON_BRAND, anchor="mm")
    large = font("bricolage-grotesque", 68, 650)
    lines = wrapped(draw, title, large, 740, 4)
    draw.multiline_text((410, 90), "\n".join(lines), font=large, fill=INK, spacing=10)
    for offset, text in ((460, line), (540, name)):
        small = font("hanken-grotesk", 36, 600 if offset == 460 else 450)
        draw.text((410, offset), wrapped(draw, text, small, 740, 1)[0], font=small, fill=SOFT)
    return png(image)

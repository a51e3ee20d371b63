"""Pictures of the demo association, drawn with Pillow: flat shapes in the colours of the site, no photographs."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

PAPER, WASH, BRAND, DEEP, COPPER, AMBER, INK = (
    "#faf8f4",
    "#e3f0ec",
    "#0c5c56",
    "#083f3b",
    "#b4480f",
    "#f2a65a",
    "#152123",
)
SKIN = ("#f4d3b8", "#e8b98f", "#c98f63", "#a5693f", "#7c4a2a")
HAIR = ("#2b1d14", "#5a3a22", "#8a5a2b", "#c79a55", "#9c9c98", "#d8d4cc", "#7a2f12")
CLOTHES = (BRAND, COPPER, DEEP, "#2f6f8f", "#6b5b95", "#8a6d3b", "#3f5e3a", "#51606b")
SCALE = 2  # drawn twice as large and scaled down: smooth edges

Draw = ImageDraw.ImageDraw


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.reduce(SCALE).save(out, "PNG", compress_level=4)
    return out.getvalue()


def _canvas(size: tuple[int, int], colour: str) -> tuple[Image.Image, Draw]:
    image = Image.new("RGB", (size[0] * SCALE, size[1] * SCALE), colour)
    return image, ImageDraw.Draw(image)


def _circle(draw: Draw, x: float, y: float, radius: float, colour: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _person(draw: Draw, x: float, y: float, size: float, rng: random.Random, *, long_hair: bool) -> None:
    """Head and shoulders; (x, y) is the middle of the face, `size` the radius of the head."""
    skin, hair, clothes = rng.choice(SKIN), rng.choice(HAIR), rng.choice(CLOTHES)
    draw.rounded_rectangle((x - size * 1.75, y + size * 1.25, x + size * 1.75, y + size * 6), size * 1.3, fill=clothes)
    if long_hair:
        draw.rounded_rectangle(
            (x - size * 1.15, y - size * 0.6, x + size * 1.15, y + size * 1.7), size * 0.7, fill=hair
        )
    draw.rectangle((x - size * 0.38, y + size * 0.6, x + size * 0.38, y + size * 1.5), fill=skin)
    draw.polygon(((x - size * 0.7, y + size * 1.25), (x + size * 0.7, y + size * 1.25), (x, y + size * 2.1)), fill=skin)
    _circle(draw, x, y, size, skin)
    draw.chord((x - size * 1.06, y - size * 1.15, x + size * 1.06, y + size * 1.0), 196, 344, fill=hair)
    if long_hair:
        draw.pieslice((x - size * 0.95, y - size * 0.75, x + size * 0.95, y + size * 0.7), 180, 360, fill=skin)
        draw.pieslice((x - size * 1.08, y - size * 1.15, x + size * 0.5, y + size * 0.55), 175, 330, fill=hair)
    for side in (-1, 1):
        _circle(draw, x + side * size * 0.36, y + size * 0.16, size * 0.08, INK)
    draw.arc(
        (x - size * 0.4, y + size * 0.15, x + size * 0.4, y + size * 0.68),
        25,
        155,
        fill=INK,
        width=max(2, int(size * 0.07)),
    )


def portrait(seed: int, *, long_hair: bool) -> bytes:
    """A drawn face on a coloured ground, 480 × 480 px, as PNG."""
    rng = random.Random(seed)
    image, draw = _canvas((480, 480), rng.choice((WASH, "#fbe9dc", "#e9e4d8", "#dfe8ee")))
    _person(draw, 480, 430, 190, rng, long_hair=long_hair)
    return _png(image)


def _hall(draw: Draw, rng: random.Random) -> None:
    draw.rectangle((0, 0, 3200, 1100), fill="#efe9dc")
    for x in range(120, 3200, 520):
        draw.rounded_rectangle((x, 120, x + 300, 760), 150, fill="#cfe4dd")
        draw.line((x + 150, 120, x + 150, 760), fill=PAPER, width=14)
        draw.line((x, 430, x + 300, 430), fill=PAPER, width=14)
    for x in range(260, 3200, 520):
        draw.line((x, 0, x, 150), fill=DEEP, width=8)
        _circle(draw, x, 190, 60, AMBER)
    draw.rectangle((0, 1100, 3200, 2134), fill=BRAND)
    for row, (y, size) in enumerate(((1010, 74), (1230, 96), (1500, 124))):
        for x in range(120 + row * 60, 3200, 330 + row * 40):
            _person(draw, x + rng.randint(-30, 30), y + rng.randint(-20, 20), size, rng, long_hair=rng.random() < 0.5)


def _standing_table(draw: Draw, rng: random.Random) -> None:
    draw.rectangle((0, 0, 3200, 2134), fill="#dcebe5")
    draw.rectangle((0, 1750, 3200, 2134), fill="#c9ddd5")
    for index, x in enumerate((560, 1200, 1960, 2640)):
        _person(draw, x, 760 + rng.randint(-60, 60), 190, rng, long_hair=index % 2 == 0)
    draw.rounded_rectangle((760, 1420, 2440, 1510), 40, fill=COPPER)
    draw.rectangle((1550, 1510, 1650, 2134), fill=DEEP)
    for x in (980, 1400, 1820, 2200):
        draw.rounded_rectangle((x, 1290, x + 120, 1420), 26, fill=PAPER)
        draw.arc((x + 90, 1310, x + 170, 1390), 270, 90, fill=PAPER, width=18)


def _breakfast(draw: Draw, rng: random.Random) -> None:
    draw.rectangle((0, 0, 3200, 2134), fill="#e9dcc6")
    for y in range(0, 2134, 270):
        draw.line((0, y, 3200, y), fill="#dfcfb3", width=8)
    for x, y in ((560, 560), (1600, 480), (2640, 600), (620, 1560), (1640, 1640), (2620, 1540)):
        _circle(draw, x, y, 330, PAPER)
        _circle(draw, x, y, 250, "#f1ece2")
        bread = (x - 150, y - 90, x + 150, y + 90)
        draw.rounded_rectangle(bread, 80, fill=rng.choice(("#c98f4f", "#b97a3a", "#d8a563")))
        draw.line((x - 90, y - 20, x + 90, y - 40), fill="#a5693f", width=16)
        _circle(draw, x + 300, y - 300, 130, BRAND)
        _circle(draw, x + 300, y - 300, 96, "#4a2c17")
    _circle(draw, 1100, 1070, 210, COPPER)
    for x, y in ((1040, 1030), (1160, 1040), (1100, 1140)):
        _circle(draw, x, y, 84, AMBER)
    draw.rounded_rectangle((1900, 960, 2300, 1180), 40, fill=WASH)


def _workshop(draw: Draw, rng: random.Random) -> None:
    draw.rectangle((0, 0, 3200, 2134), fill="#d9e3e4")
    for x in range(0, 3200, 640):
        draw.polygon(((x, 560), (x + 420, 180), (x + 420, 560)), fill="#b9cccd")
    draw.rectangle((0, 560, 3200, 620), fill=DEEP)
    for shelf in range(3):
        top = 820 + shelf * 300
        draw.rectangle((180, top + 230, 1500, top + 256), fill=COPPER)
        x = 220
        while x < 1380:
            width, height = rng.randint(90, 200), rng.randint(90, 210)
            draw.rectangle(
                (x, top + 230 - height, x + width, top + 230), fill=rng.choice((AMBER, "#c9a06a", "#a97f4a", BRAND))
            )
            x += width + 24
    draw.rectangle((0, 1760, 3200, 2134), fill="#aebdbd")
    for index, x in enumerate((1900, 2320, 2780)):
        _person(draw, x, 1010 + index * 30, 130, rng, long_hair=index == 1)
        draw.pieslice((x - 160, 820 + index * 30, x + 160, 1120 + index * 30), 180, 360, fill=AMBER)


def _garden(draw: Draw, rng: random.Random) -> None:
    draw.rectangle((0, 0, 3200, 1150), fill="#f6d9b4")
    _circle(draw, 2500, 900, 300, AMBER)
    draw.rectangle((0, 1050, 3200, 1300), fill="#7fb3ad")
    draw.rectangle((0, 1280, 3200, 2134), fill="#4f7a52")
    for start in (0, 1060, 2120):
        draw.arc((start, 40, start + 1080, 460), 0, 180, fill=DEEP, width=10)
        for step in range(1, 7):
            share = step / 7
            _circle(
                draw, start + 1080 * share, 250 + 4 * 205 * share * (1 - share), 40, rng.choice((COPPER, PAPER, BRAND))
            )
    for x in range(200, 3200, 400):
        _person(draw, x + rng.randint(-40, 40), 1180 + rng.randint(-60, 80), 110, rng, long_hair=rng.random() < 0.5)
    draw.rounded_rectangle((300, 1700, 2900, 1800), 40, fill="#d8a563")


# name -> (title, alternative text, drawing)
SCENES: dict[str, tuple[str, str, Callable[[Draw, random.Random], None]]] = {
    "hall": ("Herbsttreffen im Saal", "Gezeichnet: ein voller Saal mit hohen Fenstern und vielen Menschen", _hall),
    "table": ("Am Stehtisch", "Gezeichnet: vier Menschen mit Kaffeetassen an einem Stehtisch", _standing_table),
    "breakfast": ("Frühstückstisch", "Gezeichnet: ein gedeckter Frühstückstisch von oben", _breakfast),
    "workshop": ("Betriebsbesuch", "Gezeichnet: drei Menschen mit Helmen vor einem Regal in einer Halle", _workshop),
    "garden": ("Sommerfest", "Gezeichnet: Menschen am Wasser unter einer Lichterkette bei Sonnenuntergang", _garden),
}


def scene(name: str) -> bytes:
    """One of SCENES, 1600 × 1067 px, as PNG."""
    image, draw = _canvas((1600, 1067), PAPER)
    SCENES[name][2](draw, random.Random(name))
    return _png(image)

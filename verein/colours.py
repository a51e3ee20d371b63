"""Colours of the association: from two chosen ones to a palette for light and dark, and whether people can read it."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

PAPER = ("#faf8f4", "#12191a")  # as in tokens.css: light, dark
DARK_LIGHTNESS = 0.77  # of the chosen colours on dark paper, in OKLab
WASH_SHARE = 0.16  # of the bright sister on paper: a quiet ground that still has its hue
READABLE = 4.5  # WCAG 2.2, 1.4.3: text of any size

RGB = tuple[float, float, float]


@dataclass(frozen=True)
class Shade:
    """One colour in one mode, all as "#rrggbb": the colour, what is written on it, the quiet ground under it."""

    colour: str
    ink: str
    wash: str
    paper: str

    def contrasts(self) -> list[float]:
        """The ratio of every pair that stands as text somewhere: on paper, on the wash, and the ink on the colour."""
        pairs = ((self.colour, self.paper), (self.colour, self.wash), (self.ink, self.colour))
        return [contrast(*pair) for pair in pairs]


def shades(chosen: str) -> tuple[Shade, Shade]:
    """The chosen colour "#rrggbb" for light pages as it is, and its brighter sister for dark ones."""
    bright = brighten(chosen)
    light, dark = (
        Shade(colour, _ink(colour), mix(bright, paper, WASH_SHARE), paper)
        for colour, paper in zip((chosen, bright), PAPER, strict=True)
    )
    return light, dark


def why_not_readable(chosen: str) -> str | None:
    """The reason in words why texts in this colour could not be read, or None."""
    for shade, where in zip(shades(chosen), (_("light pages"), _("dark pages")), strict=True):
        worst = min(shade.contrasts())
        if worst < READABLE:
            return _(
                "%(colour)s cannot be read on %(where)s: its contrast is %(ratio)s : 1, at least 4.5 : 1 is needed. "
                "Choose a darker colour."
            ) % {"colour": shade.colour, "where": where, "ratio": number_format(int(worst * 10) / 10, 1)}
    return None


def stylesheet(brand: str, accent: str) -> str:
    """CSS that puts the association's colours in the place of the built-in ones."""
    lines = []
    for name, chosen in (("brand", brand), ("accent", accent)):
        light, dark = shades(chosen)
        for suffix, part in (("", "colour"), ("-ink", "ink"), ("-wash", "wash")):
            lines.append(f"--{name}{suffix}: light-dark({getattr(light, part)}, {getattr(dark, part)});")
    return "@layer tokens { :root { " + " ".join(lines) + " } }\n"


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, ground: str, share: float) -> str:
    """`share` (0 to 1) of `colour` on `ground`."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return _hex(tuple(share * a + (1 - share) * b for a, b in pairs))  # type: ignore[arg-type]


def brighten(colour: str) -> str:
    """The same hue as bright as dark pages need it; as much of its saturation as the screen can show."""
    lightness, a, b = _oklab(colour)
    wanted = max(lightness, DARK_LIGHTNESS)
    for step in range(100, -1, -4):
        linear = _linear_of(wanted, a * step / 100, b * step / 100)
        if all(-0.001 <= channel <= 1.001 for channel in linear):
            return _hex(tuple(_encoded(channel) for channel in linear))  # type: ignore[arg-type]
    return PAPER[0]


def _ink(ground: str) -> str:
    """White, or the ground's own hue nearly black: whichever reads better on it."""
    dark = mix(ground, "#000000", 0.18)
    return max(("#ffffff", dark), key=lambda ink: contrast(ink, ground))


def _channels(colour: str) -> RGB:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(channels: RGB) -> str:
    return "#" + "".join(f"{round(min(1, max(0, channel)) * 255):02x}" for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return float(12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> RGB:
    """Björn Ottosson's OKLab: lightness 0 to 1, and two axes of hue."""
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear_of(lightness: float, a: float, b: float) -> RGB:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )

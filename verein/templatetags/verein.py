"""Formats for people: dates as "Di 24. Nov, 7:00 Uhr", initials for faces without a picture."""

import json
import re
from datetime import date, datetime, time
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.images.models import Picture, SourceImageIOError
from wagtail.models import Page

from verein.cards import fingerprint
from verein.models import Association, SiteImage
from verein.money import euros as _euros
from verein.pictures import CARD, sized

register = template.Library()
LEGAL_FORMS = {
    "gmbh", "mbh", "ggmbh", "ug", "haftungsbeschränkt", "(haftungsbeschränkt)", "ag", "kg", "kgaa", "ohg", "gbr",
    "egbr", "se", "eg", "e", "g", "k", "v", "e.kfm", "e.kfr", "ev", "partg", "partgmbb", "co", "&", "und", "+",
}  # fmt: skip
# What makes another page of an address; everything else in it is a filter or came from somewhere.
PAGE_PARAMETERS = {
    "zeit": r"vergangen",
    "ansicht": r"firmen|monat",
    "monat": r"\d{4}-\d{2}",
    "seite": r"[2-9]|[1-9]\d{1,3}",
}
SENTENCE_END = re.compile(r"(?<!\b\w)(?<!\d)[.!?…][“”\"»)]*(?= |$)")  # not after "z. B." or "20."


def _local(value: datetime) -> datetime:
    return timezone.localtime(value)


@register.filter
def clock(value: datetime | time) -> str:
    """7:00 in German, 07:00 in English, always in the association's time zone."""
    local = _local(value) if isinstance(value, datetime) else value
    return f"{local.hour}:{local:%M}" if translation.get_language() == "de" else f"{local:%H:%M}"


@register.filter
def day_short(value: datetime | date) -> str:
    """ "Di 24. Nov", with the year when it is not this one."""
    local = _local(value) if isinstance(value, datetime) else value
    pattern = "D j. M" if translation.get_language() == "de" else "D j M"
    if local.year != timezone.localdate().year:
        pattern += " Y"
    return formats.date_format(local, pattern)


@register.filter
def day_long(value: datetime | date) -> str:
    """ "Dienstag, 24. November 2026"."""
    local = _local(value) if isinstance(value, datetime) else value
    return formats.date_format(local, "l, j. F Y" if translation.get_language() == "de" else "l, j F Y")


@register.simple_tag
def time_range(start: datetime, end: datetime) -> str:
    """ "7:00–8:30 Uhr"; over several days with both dates."""
    if _local(start).date() == _local(end).date():
        return _("%(start)s–%(end)s") % {"start": clock(start), "end": clock(end)}
    return _("%(start_day)s, %(start)s to %(end_day)s, %(end)s") % {
        "start_day": day_short(start),
        "start": clock(start),
        "end_day": day_short(end),
        "end": clock(end),
    }


@register.filter
def euros(cents: int) -> str:
    """ "1.234,56 €" in German, "€1,234.56" in English."""
    return _euros(cents)


@register.filter
def initials(name: str) -> str:
    """ "Wiebke Overkamp" -> "WO", "Gartenbau Evers GmbH & Co. KG" -> "GE": first and last word, no legal form."""
    words = [word for word in name.split() if word.strip(".,").lower() not in LEGAL_FORMS] or name.split()
    return "".join(word[0].upper() for word in ([words[0], words[-1]] if len(words) > 1 else words))


@register.filter
def excerpt(markup: str, length: int = 200) -> str:
    """The beginning of a text in HTML as plain words: whole sentences, or whole words and an ellipsis."""
    text = " ".join(unescape(strip_tags(markup.replace("<", " <"))).split())
    if len(text) <= length:
        return text
    ends = [found.end() for found in SENTENCE_END.finditer(text) if length // 3 < found.end() <= length]
    return text[: ends[-1]] if ends else text[:length].rsplit(" ", 1)[0].rstrip(",;:–- ") + " …"


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data for a `<script type="application/ld+json">`; nothing in it can end the script."""
    text = json.dumps(data, ensure_ascii=False)
    return SafeString(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


@register.filter
def phone_link(number: str) -> str:
    """ "05971 / 123-45" -> "0597112345", for a `tel:` address."""
    return "".join(char for char in number.replace("(0)", "") if char.isdigit() or char == "+")


@register.simple_tag
def site_picture(image: SiteImage, sizes: str, *, eager: bool = False) -> Picture:
    """A picture of a page in the sizes of verein/pictures.py; `eager`: it stands at the top, do not wait for it."""
    return sized(image, {"sizes": sizes} if eager else {"sizes": sizes, "loading": "lazy"})


@register.simple_tag
def share_image(page: Any, association: Association) -> str:
    """The absolute address of the picture that goes with a link: the page's own, the first of its text, or our card."""
    image = _first_picture(page) if isinstance(page, Page) else None
    if image is not None:
        try:
            return settings.BASE_URL + str(image.get_rendition(CARD).url)
        except SourceImageIOError:
            pass
    return f"{settings.BASE_URL}{reverse('site_card')}?v={fingerprint(association)}"


def _first_picture(page: Page) -> SiteImage | None:
    if image := getattr(page, "image", None):
        return image
    blocks = getattr(page, "body", None)
    if not isinstance(blocks, StreamValue):
        return None
    return next((block.value["image"] for block in blocks if block.block_type == "picture"), None)


@register.simple_tag(takes_context=True)
def canonical(context: template.Context) -> str:
    """The one absolute address of what is shown: pages of a list and months have their own, filters have not."""
    request = context["request"]
    kept = {
        name: value
        for name, pattern in PAGE_PARAMETERS.items()
        if re.fullmatch(pattern, value := request.GET.get(name, ""))
    }
    return f"{settings.BASE_URL}{request.path}" + (f"?{urlencode(kept)}" if kept else "")


@register.simple_tag
def colours_url(association: Association) -> str:
    """The address of the association's colours, with a fingerprint: a new colour has a new address."""
    fingerprint = f"{association.brand_colour}{association.accent_colour}".replace("#", "")
    return f"{reverse('stylesheet')}?{urlencode({'v': fingerprint})}"


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, path: str, label: str) -> SafeString:
    """A link of the main menu that says whether one is there ("page") or somewhere below it ("true")."""
    here = getattr(context.get("request"), "path", "")
    current = "page" if here == path else "true" if here.startswith(path) else ""
    return format_html(
        '<a href="{}"{}>{}</a>', path, format_html(' aria-current="{}"', current) if current else "", label
    )

"""Formats for people: dates as "Di 24. Nov, 7:00 Uhr", initials for faces without a picture."""

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.images.models import Picture

from verein.models import Association, SiteImage
from verein.pictures import sized

register = template.Library()


def _local(value: datetime) -> datetime:
    return timezone.localtime(value)


@register.filter
def clock(value: datetime) -> str:
    """7:00 in German, 07:00 in English, always in the association's time zone."""
    local = _local(value)
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
def initials(name: str) -> str:
    """ "Wiebke Overkamp" -> "WO": first and last word, for faces without a picture."""
    words = name.split()
    return "".join(word[0].upper() for word in ([words[0], words[-1]] if len(words) > 1 else words))


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

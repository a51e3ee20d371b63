"""Reads single values as offices write them: dates, telephone numbers, e-mail addresses, salutations, postcodes."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from verein.search import sort_key

SIGNS = frozenset({"-", "--", "---", "–", "—", "/", ".", "?", "n/a", "n.a.", "n. a.", "k.a.", "k. a.", "#n/a", "#nv"})
NOTHING = SIGNS | {
    "na", "keine", "kein", "nein", "none", "null", "nil", "unbekannt", "entfällt", "keine angabe", "nicht bekannt",
    "not available", "#wert!", "#ref!",
}  # fmt: skip
NO_DATE = re.compile(r"^0{1,4}[-./]0{1,2}[-./]0{1,4}([ T]0?0:00(:00)?)?$|^0$")
NO_EMAIL = re.compile(r"^(hat )?(kein|keine|ohne|no)\b[^@]*$", re.IGNORECASE)
MONTHS = ("januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november")
MONTHS_OF = {name[:3]: n for n, name in enumerate((*MONTHS, "dezember"), 1)} | {
    "mae": 3, "mar": 3, "may": 5, "oct": 10, "dec": 12
}  # fmt: skip
PARTICLES = frozenset({"von", "van", "der", "den", "dem", "de", "del", "zu", "zum", "zur", "vom", "ten"})
EXCEL_EPOCH = date(1899, 12, 30)
COUNTRIES = {
    "de": "DE", "d": "DE", "deutschland": "DE", "germany": "DE", "ger": "DE", "brd": "DE", "deu": "DE",
    "at": "AT", "a": "AT", "osterreich": "AT", "oesterreich": "AT", "austria": "AT", "aut": "AT",
    "ch": "CH", "schweiz": "CH", "switzerland": "CH", "che": "CH",
    "nl": "NL", "niederlande": "NL", "netherlands": "NL", "nld": "NL",
    "be": "BE", "belgien": "BE", "fr": "FR", "frankreich": "FR", "france": "FR", "lu": "LU", "luxemburg": "LU",
    "pl": "PL", "polen": "PL", "dk": "DK", "danemark": "DK", "daenemark": "DK", "it": "IT", "italien": "IT",
    "cz": "CZ", "tschechien": "CZ", "gb": "GB", "uk": "GB", "us": "US", "usa": "US",
}  # fmt: skip
SALUTATIONS = {
    "frau": "mrs", "fr": "mrs", "mrs": "mrs", "ms": "mrs", "miss": "mrs", "w": "mrs", "f": "mrs", "weiblich": "mrs",
    "herr": "mr", "herrn": "mr", "hr": "mr", "mr": "mr", "m": "mr", "mannlich": "mr",
    "": "", "divers": "", "keine": "", "firma": "", "fa": "", "d": "",
}  # fmt: skip


class BadValue(Exception):  # noqa: N818 - as the refusals of the actions
    """A value that cannot be read; the message says why."""


def is_nothing(text: str, *, is_name: bool = False) -> bool:
    """Whether this was written to say that there is nothing: "-", "n/a", "keine Angabe"; a name may be Null."""
    return text.casefold() in (SIGNS if is_name else NOTHING)


def read_date(text: str, *, today: date, past: bool = False) -> date | None:
    """dd.mm.yyyy, d.m.yy, yyyy-mm-dd, "1. März 2019", Excel's serial numbers; None for `0000-00-00`.

    With `past` (a birthday) a two-digit year never lies ahead. Raises `BadValue`.
    """
    text = text.strip()
    if NO_DATE.match(text):
        return None
    numbers = _date_parts(text)
    if numbers is None:
        raise BadValue(_("“%(value)s” is not a date.") % {"value": text})
    year, month, day = numbers
    if year < 100 and not re.search(r"\b00\d\d\b", text):
        year += 2000
        if year > today.year + (0 if past else 10):
            year -= 100
    try:
        read = date(year, month, day)
    except ValueError as error:
        raise BadValue(_("There is no %(value)s.") % {"value": text}) from error
    if year < 1800 or read > today + timedelta(days=0 if past else 3660):
        raise BadValue(_("The year of “%(value)s” cannot be right.") % {"value": text})
    return read


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day as written."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.Z+-]*)?", text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})\s*[.-]\s*(\d{1,2})\s*[.-]\s*(\d{4}|\d{2})(?: [\d:.]+)?", text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: [\d:.]+)?", text):
        return _slashed(text, int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})\.?\s+([^\W\d]{3,})\.?\s+(\d{4})", text):
        month = MONTHS_OF.get(sort_key(match[2])[:3])
        return (int(match[3]), month, int(match[1])) if month else None
    if re.fullmatch(r"\d{5}", text) and 3000 <= int(text) <= 80_000:
        day = EXCEL_EPOCH + timedelta(days=int(text))
        return day.year, day.month, day.day
    return None


def _slashed(text: str, first: int, second: int, year: int) -> tuple[int, int, int]:
    """03/04/2020 is April in one program and March in another."""
    if first <= 12 and second <= 12 and first != second:
        raise BadValue(_("“%(value)s” may be two days: write it as dd.mm.yyyy.") % {"value": text})
    return (year, second, first) if second <= 12 else (year, first, second)


def read_email(text: str) -> tuple[str, str]:
    """The address in lower case, and a note; ("", note) where people wrote that there is none. Raises `BadValue`."""
    if NO_EMAIL.match(text) or is_nothing(text):
        return "", _("“%(value)s” read as: none") % {"value": text}
    found = [part for part in re.split(r"[;,\s<>]+", text.replace("mailto:", "")) if "@" in part]
    if not found:
        raise BadValue(_("“%(value)s” is not an e-mail address.") % {"value": text})
    address = found[0].lower().strip(".'\"")
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadValue(_("“%(value)s” is not an e-mail address.") % {"value": text}) from error
    others = ", ".join(found[1:])
    return address, _("only the first address is taken over, not %(others)s") % {"others": others} if others else ""


def read_phone(text: str) -> tuple[str, str]:
    """The number as written, blanks tidied, and a note."""
    if re.fullmatch(r"\d([.,]\d+)?E\+\d+", text, re.IGNORECASE):
        raise BadValue(_("“%(value)s”: the spreadsheet has destroyed this number.") % {"value": text})
    if not re.search(r"\d{2}", text):
        return "", _("“%(value)s” read as: none") % {"value": text}
    text = " ".join(text.split())
    if re.fullmatch(r"[1-9]\d{6,11}", text) and not text.startswith("49"):
        return text, _("“%(value)s”: is the leading zero missing?") % {"value": text}
    return text, ""


def read_salutation(text: str) -> tuple[str, str]:
    """The salutation and a note; families and firms have none of ours."""
    key = sort_key(text).strip(". ")
    if key in SALUTATIONS:
        return SALUTATIONS[key], ""
    return "", _("the salutation “%(value)s” is not taken over") % {"value": text}


def read_website(text: str) -> tuple[str, str]:
    """The address with its scheme, and a note where it is none."""
    url = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return "", _("“%(value)s” is no address of a website") % {"value": text}
    return url, ""


def read_country(text: str) -> tuple[str, str]:
    """The country's two letters, and a note; unknown ones are left out."""
    if code := COUNTRIES.get(sort_key(text).strip(".")):
        return code, ""
    return "", _("the country “%(value)s” is not taken over") % {"value": text}


def postcode_note(postcode: str, country: str) -> str:
    """What is odd about a postcode; it is taken over as written."""
    if country not in {"", "DE"} or re.fullmatch(r"\d{5}", postcode):
        return ""
    if re.fullmatch(r"\d{4}", postcode):
        return _("“%(value)s” has four digits: is the leading zero missing?") % {"value": postcode}
    return _("“%(value)s” is not a German postcode") % {"value": postcode}


def split_name(text: str) -> tuple[str, str]:
    """First and last name out of one: "Heide, Olaf von der", "Olaf von der Heide"; the rest of the words is first."""
    last, comma, first = text.partition(",")
    if comma:
        return first.strip(), last.strip()
    words = text.split()
    cut = len(words) - 1
    while cut > 0 and words[cut - 1].casefold() in PARTICLES:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def split_place(text: str) -> tuple[str, str]:
    """Postcode and town out of "48429 Rheine", "D-48429 Rheine", "NL-7573 AA Oldenzaal"."""
    match = re.fullmatch(r"(?:[A-Z]{1,3}-)?(\d{4,5}(?: [A-Z]{2}(?= ))?)\s+(\D.*)", text.strip())
    return (match[1], match[2]) if match else ("", text.strip())

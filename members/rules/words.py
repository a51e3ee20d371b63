"""The words of the statutes for people: lengths, days of the year, names of bodies and offices, enumerations."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, npgettext, pgettext
from django.utils.translation import gettext as _

from members.models.rulebook import Length, MonthDay, Rulebook, Unit

# What the endings of German names of bodies say about their gender.
_ARTICLES = {
    "der": ("stand", "rat", "schuss", "kreis", "beirat", "vorsitzender", "führer", "wart"),
    "die": ("ung", "schaft", "ion", "kommission", "gruppe", "konferenz"),
    "das": ("präsidium", "gremium", "team", "direktorium"),
}


def length_of(length: Length) -> str:
    """ "3 Monate": after verbs and in tables."""
    number = length.number
    match length.unit:
        case Unit.DAYS:
            text = ngettext("%(n)d day", "%(n)d days", number)
        case Unit.WEEKS:
            text = ngettext("%(n)d week", "%(n)d weeks", number)
        case Unit.MONTHS:
            text = ngettext("%(n)d month", "%(n)d months", number)
        case _:
            text = ngettext("%(n)d year", "%(n)d years", number)
    return text % {"n": number}


def within(length: Length) -> str:
    """ "3 Monaten": after a preposition, where German declines."""
    number = length.number
    match length.unit:
        case Unit.DAYS:
            text = npgettext("after a preposition", "%(n)d day", "%(n)d days", number)
        case Unit.WEEKS:
            text = npgettext("after a preposition", "%(n)d week", "%(n)d weeks", number)
        case Unit.MONTHS:
            text = npgettext("after a preposition", "%(n)d month", "%(n)d months", number)
        case _:
            text = npgettext("after a preposition", "%(n)d year", "%(n)d years", number)
    return text % {"n": number}


def day_of_year(when: MonthDay) -> str:
    """ "30. September"; 29 February is said as the end of February, for it does not exist every year."""
    if (when.month, when.day) == (2, 29):
        return pgettext("a day of every year", "the end of February")
    return date_format(date(2000, when.month, when.day), pgettext("a day of every year", "j F"))


def day(value: date) -> str:
    """A date written out: "31. Dezember 2026"."""
    return date_format(value, "DATE_FORMAT")


def listed(words: Iterable[str], *, either: bool = False) -> str:
    """ "a, b und c", or "a, b oder c"."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    both = {"first": ", ".join(found[:-1]), "last": found[-1]}
    return (_("%(first)s or %(last)s") if either else _("%(first)s and %(last)s")) % both


def name_of(rulebook: Rulebook, key: str) -> str:
    """The name of a body, office or type; where the statutes name none, the usual one, else the key itself."""
    for found in (rulebook.body(key), rulebook.office(key), rulebook.type(key)):
        if found:
            return found.name
    usual = {
        "board": _("board"),
        "general_meeting": _("general meeting"),
        "extended_board": _("extended board"),
        "advisory_board": _("advisory board"),
        "members": _("members"),
        "chair": _("chair"),
        "deputy": _("deputy chair"),
    }
    return usual.get(key, key)


def the(name: str) -> str:
    """The name with its article as the subject of a sentence, where the article can be told."""
    if (get_language() or "de")[:2] != "de":
        return f"the {name}"
    for article, endings in _ARTICLES.items():
        if name.lower().endswith(endings):
            first, *rest = name.split()
            if rest and first.endswith(("er", "es")) and article != "die":
                return " ".join([article, first[:-1].lower(), *rest])
            return f"{article} {first.lower() if rest and first.endswith('e') else first} {' '.join(rest)}".strip()
    return name


def names(rulebook: Rulebook, keys: Iterable[str], *, either: bool = False) -> str:
    """The bodies or offices as a subject: "der Vorstand und der Beirat"."""
    return listed([the(name_of(rulebook, key)) for key in keys], either=either)

"""Principles of the network: why a version stays as it is, how its text is read, what is different in another one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Principles

REMINDER_AFTER = timedelta(days=14)
# Two paragraphs that share less than this are two paragraphs, not one that was rewritten.
ALIKE = 0.4


@dataclass(frozen=True)
class Paragraph:
    heading: str
    text: str


@dataclass(frozen=True)
class Change:
    """A stretch of words: `kind` is "same", "old" (gone) or "new"."""

    kind: str
    words: str


@dataclass(frozen=True)
class Compared:
    """A paragraph of either version: `kind` is "same", "old", "new" or "changed"; `heading` and `text` in stretches."""

    kind: str
    heading: list[Change]
    text: list[Change]


def why_not_edit(principles: Principles) -> str | None:
    """Only drafts change: people have accepted the others."""
    if principles.in_force_on is None:
        return None
    return _("This version has a day from which it is in force. Make a new draft of it.")


def why_not_put_in_force(principles: Principles, *, in_force_on: date, latest: date | None) -> str | None:
    """`latest`: the first day of the newest version that has one; versions follow each other."""
    if reason := why_not_edit(principles):
        return reason
    if not principles.text.strip():
        return _("Please write the text first.")
    if latest and in_force_on <= latest:
        day = date_format(latest)
        return _("There is a version that is in force from %(day)s; a new one has to begin later.") % {"day": day}
    return None


def why_not_take_back(principles: Principles, *, today: date) -> str | None:
    """A day can be taken back until it has come."""
    if principles.in_force_on is None:
        return _("This version is a draft.")
    return _("This version is in force already.") if principles.in_force_on <= today else None


def why_not_accept(principles: Principles | None, *, version: str) -> str | None:
    """Nobody accepts another text than the one that was read."""
    if principles is None:
        return _("There are no principles at present.")
    if principles.version != version:
        return _("A new version has come into force meanwhile. Please read it first.")
    return None


def why_not_remind(principles: Principles, *, missing: int, now: datetime) -> str | None:
    """One reminder, and not at once: accepting is voluntary."""
    if principles.reminded_at:
        return _("A reminder has gone out already. It is the only one.")
    if principles.told_at is None or now < principles.told_at + REMINDER_AFTER:
        return _("A reminder is possible two weeks after the first mail.")
    return None if missing else _("Everybody has accepted.")


def paragraphs(text: str) -> list[Paragraph]:
    """An empty line ends a paragraph; of several lines the first is the heading."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return [_paragraph(block) for block in blocks if block]


def _paragraph(block: str) -> Paragraph:
    first, _break, rest = block.partition("\n")
    return Paragraph(first.strip(), rest.strip()) if rest.strip() else Paragraph("", first.strip())


def compare(before: str, after: str) -> list[Compared]:
    """Both texts as one, in the order of the new one, with what is gone and what is new."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[Compared] = []
    for kind, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [_whole("same", each) for each in new[from_new:to_new]]
        else:
            found += _rewritten(old[from_old:to_old], new[from_new:to_new])
    return found


def _rewritten(old: list[Paragraph], new: list[Paragraph]) -> Iterator[Compared]:
    """Paragraphs that are alike stand as one; the others are gone or new."""
    left = list(old)
    for paragraph in new:
        match = max(left, key=lambda each: _likeness(each, paragraph), default=None)
        if match is None or _likeness(match, paragraph) < ALIKE:
            yield _whole("new", paragraph)
            continue
        while left[0] != match:
            yield _whole("old", left.pop(0))
        left.pop(0)
        yield Compared("changed", _words(match.heading, paragraph.heading), _words(match.text, paragraph.text))
    for paragraph in left:
        yield _whole("old", paragraph)


def _likeness(one: Paragraph, other: Paragraph) -> float:
    if one.heading and one.heading == other.heading:
        return 1
    return SequenceMatcher(None, _split(one), _split(other), autojunk=False).ratio()


def _split(paragraph: Paragraph) -> list[str]:
    return f"{paragraph.heading} {paragraph.text}".split()


def _whole(kind: str, paragraph: Paragraph) -> Compared:
    part = kind if kind in {"old", "new"} else "same"
    return Compared(kind, *([Change(part, text)] if text else [] for text in (paragraph.heading, paragraph.text)))


def _words(before: str, after: str) -> list[Change]:
    old, new = before.split(), after.split()
    found: list[Change] = []
    for kind, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change("same", " ".join(new[from_new:to_new])))
            continue
        if to_old > from_old:
            found.append(Change("old", " ".join(old[from_old:to_old])))
        if to_new > from_new:
            found.append(Change("new", " ".join(new[from_new:to_new])))
    return found

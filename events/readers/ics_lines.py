"""The lines of a calendar file: encoding, folding, and which component begins and ends where."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

_NAME = re.compile(r"[A-Za-z0-9-]+")
LARGEST = 20 * 1024 * 1024
LONGEST_VALUE = 200_000


class UnreadableCalendar(Exception):  # noqa: N818 - what is wrong with a file is no error of ours
    """The file as a whole cannot be read; the message is a sentence with the place."""


@dataclass
class Component:
    """One component inside of VCALENDAR, with its unfolded lines; `line` is where it begins."""

    name: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\r\n".join(self.lines)

    def own_lines(self) -> Iterator[tuple[str, str]]:
        """(name with parameters, value) of its own properties, not those of alarms inside."""
        depth = 0
        for line in self.lines:
            head, _colon, value = _split(line)
            depth += (head.upper() == "BEGIN") - (head.upper() == "END")
            if depth == 1 and head.upper() != "BEGIN":
                yield head, value

    def value(self, name: str) -> str:
        """The first property of that name as it stands in the file; empty if there is none."""
        found = (value for head, value in self.own_lines() if head.partition(";")[0].upper() == name)
        return next(found, "").strip().replace("\\,", ",").replace("\\;", ";")

    def sequence(self) -> int:
        value = self.value("SEQUENCE")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    def zones(self) -> set[str]:
        """The names of the time zones it uses."""
        found = (re.search(r";TZID=\"?([^\";:]+)", head, re.IGNORECASE) for head, _value in self.own_lines())
        return {match[1] for match in found if match}


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 with or without mark, else Windows-1252, which every byte is in."""
    if len(content) > LARGEST:
        raise UnreadableCalendar(_("The file is larger than 20 MB; that is no calendar of an association."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.removeprefix(codecs.BOM_UTF8).decode("cp1252", errors="replace")


def components_of(text: str) -> list[Component]:
    """What stands in the calendars of the file, in order. Raises UnreadableCalendar with the line."""
    stack: list[tuple[str, int]] = []
    result: list[Component] = []
    seen = False
    for number, line in _unfolded(text):
        word, _colon, name = (part.strip().upper() for part in _split(line))
        if word == "BEGIN":
            seen = seen or name == "VCALENDAR"
            _open(stack, result, name, number)
        elif not stack:
            _refuse_outside(number, seen=seen)
        if len(stack) >= 2 and _NAME.match(line):
            result[-1].lines.append(line)
        if word == "END":
            _close(stack, name, number)
    _refuse_unfinished(stack, seen=seen)
    return result


def _open(stack: list[tuple[str, int]], result: list[Component], name: str, number: int) -> None:
    if not stack and name != "VCALENDAR":
        raise UnreadableCalendar(
            _("Line %(n)s: “%(name)s” stands outside of a calendar.") % {"n": number, "name": name[:40]}
        )
    stack.append((name, number))
    if len(stack) == 2:
        result.append(Component(name, number, []))


def _refuse_unfinished(stack: list[tuple[str, int]], *, seen: bool) -> None:
    if not seen:
        raise UnreadableCalendar(_("The file has no calendar in it (no line BEGIN:VCALENDAR)."))
    if stack:
        name, begun = stack[-1]
        raise UnreadableCalendar(
            _("The file ends too early: %(name)s, begun in line %(n)s, is never closed. Please fetch it again.")
            % {"n": begun, "name": name[:40]}
        )


def _refuse_outside(number: int, *, seen: bool) -> None:
    if seen:
        raise UnreadableCalendar(_("Line %(n)s: something stands after the end of the calendar.") % {"n": number})
    raise UnreadableCalendar(_("Line %(n)s: this is no calendar; it must begin with BEGIN:VCALENDAR.") % {"n": number})


def _close(stack: list[tuple[str, int]], name: str, number: int) -> None:
    if not stack or stack[-1][0] != name:
        begun = f"{stack[-1][0]} ({stack[-1][1]})" if stack else "–"
        raise UnreadableCalendar(
            _("Line %(n)s closes “%(name)s”, but open is: %(begun)s.")
            % {"n": number, "name": name[:40], "begun": begun[:60]}
        )
    stack.pop()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """(number of the first line, whole line); blank lines are left out, and control characters."""
    current, begun = "", 0
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        line = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", raw)
        if line[:1] in {" ", "\t"} and current:
            current += line[1:]
            continue
        if current.strip():
            yield begun, current[:LONGEST_VALUE]
        current, begun = line, number
    if current.strip():
        yield begun, current[:LONGEST_VALUE]


def _split(line: str) -> tuple[str, str, str]:
    """Name with parameters, colon, value; a colon inside of quotes does not count."""
    quoted = False
    for index, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[:index].strip(), ":", line[index + 1 :]
    return line.strip(), "", ""

"""Bands of a scale as intervals: which one a number falls in, where there are gaps and overlaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from members.dues.models.regulations import Band


@dataclass(frozen=True)
class Interval:
    """`end` None is without end; a bound that is not `…_in` does not belong to it."""

    start: Decimal
    start_in: bool
    end: Decimal | None
    end_in: bool

    def holds(self, number: Decimal) -> bool:
        above = number > self.start or (self.start_in and number == self.start)
        return above and (self.end is None or number < self.end or (self.end_in and number == self.end))

    @property
    def is_empty(self) -> bool:
        return self.end is not None and (
            self.start > self.end or (self.start == self.end and not (self.start_in and self.end_in))
        )


def intervals(bands: Sequence[Band]) -> list[Interval]:
    """A band without a lower bound goes on where the one before ends; the first one begins at zero."""
    found: list[Interval] = []
    for band in bands:
        start, start_in = Decimal(0), True
        if band.at_least is not None:
            start = band.at_least
        elif band.over is not None:
            start, start_in = band.over, False
        elif found and (end := found[-1].end) is not None:
            start, start_in = end, not found[-1].end_in
        end = band.up_to if band.up_to is not None else band.below
        found.append(Interval(start, start_in, end, band.up_to is not None))
    return found


def band_of(bands: Sequence[Band], number: Decimal) -> int | None:
    """The position of the band the number falls in; None where it falls in none."""
    return next((place for place, found in enumerate(intervals(bands)) if found.holds(number)), None)


def gaps(bands: Sequence[Band], *, fractions: bool) -> Iterator[tuple[Decimal, Decimal | None]]:
    """Numbers nobody has thought of: (last one before, first one after); the second None where the end is open."""
    found = intervals(bands)
    if not found:
        return
    first = found[0]
    if first.start > 0 or not first.start_in:
        # Who has nothing at all is often left out on purpose: named, all the same.
        yield Decimal(0), first.start
    for one, following in pairwise(found):
        if one.end is not None and _apart(one, following, fractions=fractions):
            yield one.end, following.start
    if found[-1].end is not None:
        yield found[-1].end, None


def _apart(one: Interval, following: Interval, *, fractions: bool) -> bool:
    assert one.end is not None
    if fractions:
        return following.start > one.end or (following.start == one.end and not (one.end_in or following.start_in))
    last = one.end.to_integral_value("ROUND_FLOOR")
    if last == one.end and not one.end_in:
        last -= 1
    first = following.start.to_integral_value("ROUND_CEILING")
    if first == following.start and not following.start_in:
        first += 1
    return first > last + 1


def overlaps(bands: Sequence[Band]) -> Iterator[tuple[int, int]]:
    """Positions of two bands that share a number."""
    found = intervals(bands)
    for place, one in enumerate(found):
        for other in range(place + 1, len(found)):
            if _meet(one, found[other]):
                yield place, other


def _meet(one: Interval, other: Interval) -> bool:
    start = max((one.start, not one.start_in), (other.start, not other.start_in))
    ends = [(end.end, end.end_in) for end in (one, other) if end.end is not None]
    if not ends:
        return True
    end, end_in = min(ends)
    assert end is not None
    return not Interval(start[0], not start[1], end, end_in).is_empty

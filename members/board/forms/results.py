"""The results of a general meeting, all offices on one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from members.board.models import Term
from members.board.queries import BodyRow
from members.board.queries.overview import OfficeRow
from members.board.queries.people import Choice
from members.board.rules import Result
from members.models.rulebook import Office

from .people import PersonField

AGAIN, NEW, VACANT = "again", "new", "vacant"
ROWS_FOR_FREE_SEATS = 12


@dataclass(frozen=True)
class Seat:
    """One line of the form: a seat of an office and who has it now."""

    key: str
    office: Office
    term: Term | None
    trade: str
    title: str
    until: str


@dataclass(frozen=True)
class SeatRow:
    seat: Seat
    choice: BoundField
    person: BoundField
    absent: BoundField


def seats_of(rows: list[BodyRow]) -> list[Seat]:
    return [seat for body in rows for row in body.offices for seat in _seats(row)]


def _seats(row: OfficeRow) -> Iterator[Seat]:
    key, name = row.office.key, row.office.name
    for holder in row.holders:
        yield Seat(f"{key}-{holder.term.pk}", row.office, holder.term, holder.term.seat, holder.title, holder.until)
    held = {holder.term.seat for holder in row.holders}
    free = [trade for trade in row.office.trades if trade not in held]
    if not row.office.trades:
        free = [""] * min(row.seats_free, ROWS_FOR_FREE_SEATS)
    for number, trade in enumerate(free):
        yield Seat(f"{key}-neu{number}", row.office, None, trade, name, "")


class ResultsForm(forms.Form):
    """For each seat: not elected today, again, somebody new, or empty from now on."""

    elected_on = forms.DateField(label=gettext_lazy("Day of the election"), widget=AdminDateInput)
    from_on = forms.DateField(
        label=gettext_lazy("In office from"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("Empty: as the statutes say, otherwise from the day of the election."),
    )
    seats = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, seats: list[Seat], people: list[Choice], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.all_seats = seats
        self.initial["seats"] = self._fingerprint()
        for seat in seats:
            choices = [("", _("not elected today"))]
            choices += [(AGAIN, _("re-elected"))] if seat.term else []
            choices += [(NEW, _("newly elected"))]
            choices += [(VACANT, _("empty from now on"))] if seat.term else []
            named = f"{seat.office.name} {seat.trade}".strip()
            self.fields[f"choice-{seat.key}"] = forms.ChoiceField(
                label=_("%(office)s: result") % {"office": named}, choices=choices, required=False
            )
            self.fields[f"person-{seat.key}"] = PersonField(
                label=_("%(office)s: who") % {"office": named}, choices=people, required=False
            )
            self.fields[f"absent-{seat.key}"] = forms.BooleanField(
                label=_("elected in absence, having agreed before"), required=False
            )

    def _fingerprint(self) -> str:
        return " ".join(seat.key for seat in self.all_seats)

    def rows(self) -> list[SeatRow]:
        return [
            SeatRow(seat, self[f"choice-{seat.key}"], self[f"person-{seat.key}"], self[f"absent-{seat.key}"])
            for seat in self.all_seats
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("seats") != self._fingerprint():
            self.data = {**dict(self.data.items()), "seats": self._fingerprint()}
            raise ValidationError(_("Somebody has changed the offices in the meantime. Please check every line again."))
        for seat in self.all_seats:
            person, choice = cleaned.get(f"person-{seat.key}"), cleaned.get(f"choice-{seat.key}")
            if choice == NEW and person is None and f"person-{seat.key}" not in self.errors:
                self.add_error(f"person-{seat.key}", _("Who was elected?"))
            if choice != NEW and person is not None:
                self.add_error(f"choice-{seat.key}", _("Choose “newly elected”, or leave the name empty."))
        return cleaned

    def results(self) -> list[Result]:
        return [result for seat in self.all_seats if (result := self._result(seat))]

    def _result(self, seat: Seat) -> Result | None:
        data = self.cleaned_data
        choice, from_on = data[f"choice-{seat.key}"], data["from_on"]
        if not choice:
            return None
        person = {AGAIN: seat.term and seat.term.person, NEW: data[f"person-{seat.key}"], VACANT: None}[choice]
        return Result(
            office_key=seat.office.key,
            person=person,
            seat=seat.trade if seat.office.trades else "",
            replaces=seat.term,
            from_on=from_on,
            in_absence=data[f"absent-{seat.key}"],
        )

    def elected_day(self) -> date:
        day: date = self.cleaned_data["elected_on"]
        return day

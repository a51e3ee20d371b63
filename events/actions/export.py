"""Writes: lists that leave the house, each noted in the log."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.queries.desk import register_of
from members.models import User
from verein import audit
from verein.spreadsheet import excel_csv


@transaction.atomic
def export_registrations(*, event: Event, now: datetime, actor: User) -> bytes:
    """Everybody of one event as CSV for Excel: who comes, who waits, who cancelled; noted in the log."""
    register = register_of(event)
    header = [
        _("State"),
        _("Name"),
        _("Company"),
        _("E-mail address"),
        _("Member"),
        _("People"),
        _("Companions"),
        _("Remark"),
        _("On the list"),
        _("Attendance"),
        _("Registered at"),
    ]
    rows = [_row(row) for row in (*register.confirmed, *register.waiting, *register.cancelled)]
    audit.log("events.export_registrations", event, actor=actor, at=now)
    return excel_csv([header, *rows])


def _row(row: Registration) -> list[object]:
    company = row.person.company if row.person else row.guest_company
    return [
        str(row.get_state_display()),
        row.name,
        str(company or ""),
        row.email,
        _("yes") if row.person else _("no"),
        row.party_size,
        ", ".join(companion.name for companion in row.companions.all()),
        row.remark,
        _("yes") if row.on_list else _("no"),
        str(row.get_attendance_display()),
        timezone.localtime(row.created_at).strftime("%d.%m.%Y %H:%M"),
    ]

"""Writes: the board is told whom the last reminder has put before it, once each; nothing else happens by itself."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.admission.mails import office as mails
from members.admission.models import AdmissionSettings, ToldArrears
from members.admission.queries.arrears import handed_over
from members.admission.queries.electors import board_people
from verein import audit


@transaction.atomic
def tell_board_of_arrears(now: datetime) -> int:
    """One mail to each of the board about all that are new; returns how many. Locks the settings.

    Nobody is told, and all are new again, while neither the board nor the association has an e-mail address.
    """
    AdmissionSettings.load()
    AdmissionSettings.objects.select_for_update().get()
    rows = handed_over(timezone.localdate(now))
    told = set(ToldArrears.objects.filter(member__in=[row.member for row in rows]).values_list("member", "reminded_on"))
    found = ((row.member, row.arrears.last_reminder_on) for row in rows)
    new = [(member, day) for member, day in found if day and (member.pk, day) not in told]
    if not new or not mails.arrears_handed_over([member for member, _day in new], board_people()):
        return 0
    for member, day in new:
        case = ToldArrears.objects.create(member=member, reminded_on=day, told_at=now)
        audit.log("admission.tell_board_of_arrears", case, at=now)
    return len(new)

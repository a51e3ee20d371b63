"""The mail that tells all members of an admission they may object to; written in the queue, not in the request."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members.admission.mails import office as mails
from members.admission.models import Application, State
from members.queries import members_on


@task()
def announce_to_members(application_id: int) -> None:
    """One mail for each member with an address, in one transaction: all or none, and none twice."""
    with transaction.atomic():
        application = Application.objects.select_related("type").filter(pk=application_id).first()
        if application is None or application.announced_on is None:
            return
        if application.state not in {State.OBJECTION, State.ADMITTED}:
            return
        today = timezone.localdate()
        for person in members_on(today).exclude(email="").filter(died_on=None).iterator():
            mails.announcement(application, person)

"""Writes: the proof an applicant hands in by the link, and when it is deleted."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.admission import rules
from members.admission.mails import office as office_mails
from members.admission.models import Application, Message
from members.admission.queries.rules_of import rule_of, rulebook_of, type_rule_of
from members.models import private_storage
from verein import audit

from .locking import locked, refuse_if, store


@transaction.atomic
def hand_in_proof(application: Application, *, file: File, now: datetime) -> Message:
    """The applicant uploads a proof; a new one replaces it. Whoever decides is told. Locks the application."""
    application = locked(application)
    rulebook = rulebook_of(application)
    wanted = rules.wants_proof(rule_of(application, rulebook), type_rule_of(application, rulebook))
    refuse_if(rules.why_not_hand_in(application, wanted=wanted))
    delete_files([application.proof.name])
    store(application, proof=file, proof_at=now)
    audit.log("admission.hand_in_proof", application, fields=["proof"], at=now)
    text = _("The proof has been uploaded.")
    message = Message.objects.create(application=application, from_applicant=True, text=text, at=now)
    office_mails.answered(application, message, timezone.localdate(now))
    return message


def delete_files(names: Iterable[str | None]) -> None:
    """Once the transaction stands, the files go."""
    for name in names:
        if name:
            transaction.on_commit(partial(private_storage().delete, name))

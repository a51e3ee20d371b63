"""Which rules count for an application: those in force on the day it was received."""

from datetime import date

from django.utils import timezone

from members.admission.models import Application
from members.models import Statutes
from members.models.rulebook import Admission, Rulebook, TypeRule
from members.queries.statutes import rulebook_on
from members.rules import admission_rule


def received_on(application: Application) -> date:
    """The day the address was proven; before it, the day of the form."""
    return timezone.localdate(application.confirmed_at or application.created_at)


def rulebook_of(application: Application) -> Rulebook:
    return rulebook_on(received_on(application))


def rule_of(application: Application, rulebook: Rulebook) -> Admission:
    return admission_rule(rulebook, application.type.key)


def type_rule_of(application: Application, rulebook: Rulebook) -> TypeRule | None:
    return rulebook.type(application.type.key)


class Rulebooks:
    """All versions of the statutes, read in one statement: for lists."""

    def __init__(self) -> None:
        self._versions = list(Statutes.objects.exclude(effective_on=None).order_by("-effective_on"))

    def of(self, application: Application) -> Rulebook:
        day = received_on(application)
        found = (version for version in self._versions if version.effective_on and version.effective_on <= day)
        version = next(found, None)
        return version.rulebook if version else Rulebook()

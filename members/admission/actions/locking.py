"""The row every action on an application locks first."""

from datetime import date
from typing import Any

from members.admission.models import Application

from .refusal import AdmissionRefused


def locked(application: Application) -> Application:
    """The application as it stands now, locked; nothing else is locked before it."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("type", "membership")
    return rows.get(pk=application.pk)


def refuse_if(reason: str | None) -> None:
    if reason:
        raise AdmissionRefused(reason)


def store(application: Application, **values: Any) -> list[str]:
    """Write these fields, and nothing else; returns their names."""
    for name, value in values.items():
        setattr(application, name, value)
    application.save(update_fields=list(values))
    return list(values)


def close(application: Application, state: str, day: date, **values: Any) -> list[str]:
    """The end of an application without a membership."""
    return store(application, state=state, closed_on=day, stages=[], **values)

"""Records as sections: every field with its label, in words and for machines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .base import Cell, ExportFile, Section


def section(
    key: str,
    title: object,
    records: Iterable[models.Model],
    fields: Sequence[str],
    *,
    labels: Mapping[str, object] | None = None,
    files: Sequence[ExportFile] = (),
) -> Section:
    """The `fields` of the `records`; a dot leads on ("event.page"), `labels` name what no field names.

    A single record loses its empty fields; a table keeps them.
    """
    rows = [[_cell(record, name, labels or {}) for name in fields] for record in records]
    if len(rows) == 1:
        rows = [[cell for cell in rows[0] if cell.words]]
    return Section(key, str(title), [row for row in rows if row], files)


def _cell(record: models.Model, name: str, labels: Mapping[str, object]) -> Cell:
    owner, attribute = _owner(record, name)
    value = getattr(owner, attribute) if owner is not None else None
    if isinstance(value, models.Manager):  # tags
        value = sorted(str(each) for each in value.all())
    label = labels.get(name) or _label(owner, attribute)
    if name == "until_on" and isinstance(value, date):
        value = value - timedelta(days=1)
    display = getattr(owner, f"get_{attribute}_display", None)
    words = str(display()) if display and value else say(value)
    return Cell(name.replace(".", "_"), capfirst(str(label)), plain(value), words)


def _owner(record: models.Model, name: str) -> tuple[Any, str]:
    owner: Any = record
    *way, attribute = name.split(".")
    for step in way:
        owner = getattr(owner, step, None) if owner is not None else None
    return owner, attribute


def _label(owner: Any, attribute: str) -> object:
    if attribute == "until_on":
        return _("last day")
    try:
        return getattr(owner._meta.get_field(attribute), "verbose_name", attribute)
    except (AttributeError, FieldDoesNotExist):
        return attribute


def plain(value: Any) -> Any:
    """As JSON knows it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bool | int | float | str | list | dict) or value is None:
        return value
    return str(value)


def say(value: Any) -> str:
    """As people read it."""
    if value is None or value == "":
        return ""
    way = next((way for kind, way in _WAYS if isinstance(value, kind)), str)
    return way(value)


_WAYS: list[tuple[type, Callable[[Any], str]]] = [
    (bool, lambda value: _("yes") if value else _("no")),
    (datetime, lambda value: date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")),
    (date, date_format),
    (list, lambda value: ", ".join(say(item) for item in value)),
    (dict, lambda value: ", ".join(f"{key}: {say(item)}" for key, item in value.items())),
]

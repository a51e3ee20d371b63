"""What the records in the log are called today: the log itself holds numbers only."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from verein.models import LogEntry

# How a record is named: its attribute, and what must be read with it.
NAMES = {
    "members.member": ("holder", ("person", "company")),
    "events.event": ("page", ("page",)),
    "events.registration": ("name", ("person",)),
    "verein.mail": ("subject", ()),
}


def record_names(entries: Iterable[LogEntry]) -> dict[tuple[str, str], str]:
    """(model, id) -> name, with one statement for each kind of record; who has been erased is missing."""
    wanted = defaultdict(set)
    for entry in entries:
        wanted[entry.model].add(entry.object_id)
    names = {}
    for label, ids in wanted.items():
        try:
            model = apps.get_model(label)
        except LookupError:  # a model that an older version had
            continue
        attribute, related = NAMES.get(label, ("__str__", ()))
        for record in model._base_manager.select_related(*related).filter(pk__in=ids):
            value = str(record) if attribute == "__str__" else str(getattr(record, attribute))
            names[label, str(record.pk)] = value
    return names

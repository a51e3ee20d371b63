"""Replaces names in the texts of others, column by column, whatever kind of text the column holds."""

import json
import re
from collections.abc import Iterable, Mapping

from django.apps import apps
from django.db import models
from django.db.models import JSONField, Q, TextField, Value
from django.db.models.functions import Cast


def _forms(needle: str) -> set[str]:
    """As it stands in a text; with umlauts and quotes also as in JSON, and in JSON inside JSON (versions of pages)."""
    once = json.dumps(needle)[1:-1]
    return {needle, once, json.dumps(once)[1:-1], json.dumps(needle, ensure_ascii=False)[1:-1]}


def _pattern(needles: Mapping[str, str]) -> tuple[re.Pattern[str], dict[str, str]]:
    replacements = {form.lower(): new for needle, new in needles.items() for form in _forms(needle)}
    longest_first = sorted(replacements, key=len, reverse=True)
    # Whole words: "Jan Kock" is not in "Jan Kocker".
    pattern = "|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in longest_first)
    return re.compile(pattern, re.IGNORECASE), replacements


def redact(label: str, fields: Iterable[str], needles: Mapping[str, str]) -> set[object]:
    """Replace the keys of `needles` by their values in text and JSON columns; returns the keys of changed rows."""
    if not needles:
        return set()
    model = apps.get_model(label)
    pattern, replacements = _pattern(needles)
    return {key for name in fields for key in _redact_column(model, model._meta.get_field(name), pattern, replacements)}


def _redact_column(
    model: type[models.Model], field: models.Field, pattern: re.Pattern[str], replacements: Mapping[str, str]
) -> set[object]:
    holds = Q(pk=None)
    for form in replacements:
        holds |= Q(text_of__icontains=form)
    is_json = field.get_internal_type() == "JSONField"
    rows = model._base_manager.annotate(text_of=Cast(field.name, TextField())).filter(holds)
    changed = set()
    for key, text in list(rows.values_list("pk", "text_of")):
        new = pattern.sub(lambda match: replacements[match[0].lower()], text)
        if new == text:
            continue
        new = new if is_json or field.max_length is None else new[: field.max_length]
        value = Cast(Value(new, output_field=TextField()), JSONField()) if is_json else Value(new, TextField())
        model._base_manager.filter(pk=key).update(**{field.name: value})
        changed.add(key)
    return changed

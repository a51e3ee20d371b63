"""Reads the section `fee_regulations` of a rules file: the dues regulations as typed versions."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from pydantic import Field, ValidationError

from members.dues.models import FeeBook
from members.models.rulebook import Rules
from members.readers.rules_file import RulesFileUnreadable
from members.readers.rules_words import in_words


class FeeVersion(Rules):
    """One version of the dues regulations as a rules file holds it; without `effective_on` it is a draft."""

    title: str = Field("", max_length=120)
    decided_on: date | None = None
    effective_on: date | None = None
    ends_on: date | None = None
    decided_by: str = Field("", max_length=80)
    rules: FeeBook = FeeBook()


def read_fee_versions(content: Any) -> list[FeeVersion]:
    """One version may stand there without a list; raises RulesFileUnreadable with path and sentence."""
    entries = [content] if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise RulesFileUnreadable(["fee_regulations: " + _("Write a list of versions here.")])
    versions, problems = [], []
    for index, entry in enumerate(entries):
        try:
            versions.append(FeeVersion.model_validate(entry))
        except ValidationError as error:
            problems += [f"{path}: {text}" for path, text in in_words(error, f"fee_regulations[{index}]")]
    if problems:
        raise RulesFileUnreadable(problems)
    return versions

"""Reads the section `fee_regulations` of a rules file: the dues regulations as typed versions."""

from datetime import date
from typing import Any

from members.dues.models import FeeBook
from members.readers.rules_file import Version, read_versions

KEY = "fee_regulations"


class FeeVersion(Version):
    ends_on: date | None = None
    rules: FeeBook = FeeBook()


def read_fee_versions(content: Any) -> list[FeeVersion]:
    return read_versions(content, KEY, FeeVersion)

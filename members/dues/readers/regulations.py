"""The dues regulations as typed versions of a rules file."""

from datetime import date

from members.dues.models import FeeBook
from members.readers.rules_file import Version


class FeeVersion(Version):
    ends_on: date | None = None
    rules: FeeBook = FeeBook()

"""The versions of the statutes: which counts when, drafts, putting one in force."""

from datetime import date

import pytest

from members.models import Statutes
from members.models.rulebook import Rulebook
from members.queries import rulebook_on, statutes_on

pytestmark = pytest.mark.django_db


def _version(effective_on: date | None, **rules: object) -> Statutes:
    return Statutes.objects.create(
        effective_on=effective_on, rules=Rulebook.model_validate(rules).model_dump(mode="json")
    )


def test_rulebook_on_takes_the_version_in_force_that_day() -> None:
    old = _version(date(2010, 5, 1), fiscal_year={"start": "04-01"})
    new = _version(date(2020, 5, 1))
    _version(None, fiscal_year={"start": "07-01"})

    assert statutes_on(date(2010, 4, 30)) is None
    assert statutes_on(date(2019, 6, 1)) == old
    assert rulebook_on(date(2019, 6, 1)).fiscal_year.start.month == 4
    assert statutes_on(date(2020, 5, 1)) == new


def test_rulebook_on_without_statutes_is_the_laws_own() -> None:
    assert rulebook_on(date(2020, 5, 1)) == Rulebook()

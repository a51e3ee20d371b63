"""The order of the tests: none is lost and none runs twice, however many processes there are."""

import pytest

from .plugin import dealt


@pytest.mark.parametrize("processes", [2, 3, 8])
def test_every_test_is_dealt_once(request: pytest.FixtureRequest, processes: int) -> None:
    items = request.session.items
    order = dealt(items, processes)
    assert len(order) == len(items)
    assert set(order) == set(items)

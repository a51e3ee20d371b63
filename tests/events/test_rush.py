"""The named proof: many at once on real threads, and any sequence of steps: never oversold, nobody overtaken."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from events.actions.queue import RegistrationRefused
from events.actions.registration import Guest, Party, cancel, change_party, register, reinstate
from events.actions.state import change_capacity
from events.models import Event, Registration
from events.queries.registration import places
from tests.factories import make_event
from verein.models import Mail

NOW = timezone.now()
THREADS, PLACES = 300, 100
# PostgreSQL has 100 connections unless told otherwise: all threads stand at the door, so many are inside at once.
DOORS = threading.BoundedSemaphore(40)


def guest(number: int) -> Guest:
    return Guest(name=f"Gast {number}", email=f"gast{number}@example.org")


def party(size: int) -> Party:
    return Party(companions=tuple(f"Begleitung {n}" for n in range(size - 1)))


def all_at_once(work: Callable[[int], None], count: int = THREADS) -> None:
    """Run `work(0…count-1)`, each in a thread of its own with a connection of its own, released together."""
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait(timeout=60)
        with DOORS:
            try:
                work(number)
            finally:
                connection.close()

    with ThreadPoolExecutor(max_workers=count) as pool:
        for result in [pool.submit(run, number) for number in range(count)]:
            result.result(timeout=300)
    close_old_connections()


def check(event: Event) -> None:
    """What must hold at any time."""
    event.refresh_from_db()
    confirmed = list(event.registrations.confirmed().prefetch_related("companions"))
    waiting = list(event.registrations.waiting())
    taken = sum(row.party_size for row in confirmed)
    assert all(row.party_size == 1 + row.companions.count() for row in [*confirmed, *waiting])
    have = places(event)
    assert (have.taken, have.waiting) == (taken, len(waiting))
    if event.capacity is not None and waiting:
        assert have.left == 0
        assert taken + waiting[0].party_size > event.capacity, "the first in line fits and was not moved up"
    assert event.capacity is not None or not waiting


@pytest.mark.django_db(transaction=True)
def test_300_threads_for_100_places() -> None:
    event = make_event(capacity=PLACES)
    all_at_once(lambda n: void(register(event=event, who=guest(n), party=party(1), now=NOW)))
    check(event)
    assert event.registrations.confirmed().count() == PLACES
    assert event.registrations.waiting().count() == THREADS - PLACES
    assert Mail.objects.filter(kind="events/mail/confirmed").count() == PLACES
    assert Mail.objects.filter(kind="events/mail/waiting").count() == THREADS - PLACES
    assert Mail.objects.values("to").distinct().count() == THREADS


def void(_result: object) -> None:
    """For a lambda whose result nobody wants."""


@pytest.mark.django_db(transaction=True)
def test_300_threads_with_cancellations_and_parties_of_every_size() -> None:
    event = make_event(capacity=PLACES, companions_max=4)
    early = [register(event=event, who=guest(1000 + n), party=party(1 + n % 3), now=NOW) for n in range(60)]
    assert sum(row.party_size for row in early) == 120

    def work(number: int) -> None:
        if number % 5 == 0:
            cancel(registration=early[number // 5], now=NOW)
        elif number % 15 == 1:
            change_party(registration=early[59 - number // 15], party=party(1), now=NOW)
        else:
            register(event=event, who=guest(number), party=party(1 + number % 4), now=NOW + timedelta(seconds=number))

    with_refusals(work, allowed=20)
    check(event)
    assert places(event).taken <= PLACES
    assert event.registrations.active().count() == 300 - 60 - 20  # all early ones have cancelled, 20 threads changed
    moved = event.registrations.filter(promoted_at__isnull=False)
    assert Mail.objects.filter(kind="events/mail/moved_up").count() == moved.count()
    assert Mail.objects.filter(kind="events/mail/cancelled").count() == 60


def with_refusals(work: Callable[[int], None], *, allowed: int) -> None:
    """A party that is changed after it was cancelled is refused: at most so many."""
    refused: list[int] = []

    def careful(number: int) -> None:
        try:
            work(number)
        except RegistrationRefused:
            refused.append(number)

    all_at_once(careful)
    assert len(refused) <= allowed
    assert all(number % 15 == 1 for number in refused)


@pytest.mark.django_db(transaction=True)
def test_the_same_guest_from_20_threads_is_registered_once() -> None:
    event = make_event(capacity=PLACES)
    refused: list[str] = []

    def work(number: int) -> None:
        try:
            register(event=event, who=guest(1), party=party(1), now=NOW)
        except RegistrationRefused as reason:
            refused.append(str(reason))

    all_at_once(work, count=20)
    assert (Registration.objects.count(), len(refused), Mail.objects.count()) == (1, 19, 1)


STEPS = st.lists(
    st.tuples(st.sampled_from(["register", "cancel", "change", "capacity", "reinstate"]), st.integers(0, 30)),
    min_size=3,
    max_size=25,
)


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(steps=STEPS)
@example(steps=[("register", 3), ("register", 3), ("register", 0), ("capacity", 2), ("change", 0), ("cancel", 0)])
def test_any_sequence_of_steps_keeps_the_order(steps: list[tuple[str, int]]) -> None:
    """Confirmed never exceeds the capacity by anything but a lowered capacity, and the first who fits never waits."""
    event = make_event(capacity=4, companions_max=3)
    over = 0
    for number, (step, value) in enumerate(steps):
        before = list(event.registrations.waiting().values_list("pk", flat=True))
        take(event, step, value, number)
        check(event)
        after = set(event.registrations.waiting().values_list("pk", flat=True))
        kept = [pk in after for pk in before if step in {"register", "capacity"}]
        assert kept == sorted(kept), "somebody behind moved up before somebody ahead"
        excess = max(0, places(event).taken - (event.capacity or 0))
        assert step == "capacity" or excess <= over
        over = excess


def take(event: Event, step: str, value: int, number: int) -> None:
    now = NOW + timedelta(seconds=number)
    rows = list(event.registrations.order_by("pk"))
    row = rows[value % len(rows)] if rows else None
    try:
        if step == "register":
            register(event=event, who=guest(number), party=party(1 + value % 4), now=now)
        elif step == "capacity":
            change_capacity(event=event, capacity=4 + value % 6, now=now)
        elif row and step == "cancel":
            cancel(registration=row, now=now)
        elif row and step == "reinstate":
            reinstate(registration=row, now=now)
        elif row:
            change_party(registration=row, party=party(1 + value % 4), now=now)
    except RegistrationRefused:
        return


@pytest.mark.django_db(transaction=True)
def test_a_crash_after_the_mail_leaves_neither_registration_nor_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the other way round: what is registered has its mail, because both are written in one transaction."""
    event = make_event(capacity=1)

    class Killed(BaseException):
        pass

    def die(*args: object, **kwargs: object) -> None:
        assert Mail.objects.count() == 1  # written, but not committed
        raise Killed

    monkeypatch.setattr("events.actions.registration.tell_host", die)
    with pytest.raises(Killed):
        register(event=event, who=guest(1), party=party(1), now=NOW)
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)
    monkeypatch.undo()
    register(event=event, who=guest(1), party=party(1), now=NOW)
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 1)

"""Fixtures: a site that is set up, people of every kind, a client signed in as each."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from events.models import EventIndexPage
from members.board import middleware as board_middleware
from members.models import User
from members.queries import AUDITORS_GROUP, BOARD_GROUP, EDITORS_GROUP, EVENT_EDITORS_GROUP, TREASURER_GROUP

from . import database, factories


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """In place of pytest-django's: a copy of the migrated database, a new one after each test that commits."""
    with django_db_blocker.unblock():
        database.prepare()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: database.renew())
        yield
    with django_db_blocker.unblock():
        database.remove()


@pytest.fixture(scope="session", autouse=True)
def _outbox(django_test_environment: None) -> None:
    """Django's test environment puts its own e-mail backend in the way; mails go through our outbox as always."""
    settings.EMAIL_BACKEND = "verein.mail.OutboxBackend"


@pytest.fixture(scope="session", autouse=True)
def _rights_are_right() -> None:
    """The first request of a day applies the rights of offices: it must not count in a test that counts statements."""
    board_middleware.applied_on["day"] = timezone.localdate()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _mail_through_the_outbox(settings: Settings) -> None:
    """Django's test runner puts its own e-mail backend in place of ours."""
    settings.EMAIL_BACKEND = "verein.mail.OutboxBackend"


@pytest.fixture
def event_index(db: None) -> EventIndexPage:
    return EventIndexPage.objects.get()


@pytest.fixture
def member_client(client: Client, db: None) -> Client:
    """A client signed in as an ordinary member; `client.user` is the account."""
    return factories.sign_in(client, factories.MemberFactory().person.user)


def _group_client(group: str) -> Client:
    return factories.sign_in(Client(), factories.user_in_group(group))


@pytest.fixture
def board_client(db: None) -> Client:
    return _group_client(BOARD_GROUP)


@pytest.fixture
def treasurer_client(db: None) -> Client:
    return _group_client(TREASURER_GROUP)


@pytest.fixture
def auditor_client(db: None) -> Client:
    return _group_client(AUDITORS_GROUP)


@pytest.fixture
def event_editor_client(db: None) -> Client:
    return _group_client(EVENT_EDITORS_GROUP)


@pytest.fixture
def editor_client(db: None) -> Client:
    return _group_client(EDITORS_GROUP)


@pytest.fixture
def superuser(db: None) -> User:
    return factories.UserFactory(is_superuser=True, is_staff=True)

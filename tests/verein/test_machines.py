"""/healthz and /readyz, the checks before production, the audit log's triggers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories
from verein import audit, checks
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


def waiting_task(minutes: int) -> None:
    task = DBTaskResult.objects.create(
        args_kwargs={}, task_path="x", backend_name="default", run_after=timezone.now() - timedelta(days=1)
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))


def test_healthz_asks_no_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok"


def test_readyz_is_ok_with_database_migrations_and_queue(client: Client) -> None:
    waiting_task(minutes=5)
    assert client.get("/readyz").content == b"ok"


def test_readyz_says_when_the_queue_stands_still(client: Client) -> None:
    waiting_task(minutes=20)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"queue")


def test_readyz_says_when_a_migration_is_missing(client: Client) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="verein", name="0002_log_is_kept").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"migrations")


def test_readyz_says_when_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError

    monkeypatch.setattr("verein.views._not_ready", away)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database")


def entry() -> LogEntry:
    return audit.log("tests.try", factories.CompanyFactory())


def test_log_entry_cannot_be_changed() -> None:
    pk = entry().pk
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LogEntry.objects.filter(pk=pk).update(action="nothing")
    assert LogEntry.objects.get(pk=pk).action == "tests.try"


def test_log_entry_cannot_be_deleted() -> None:
    pk = entry().pk
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LogEntry.objects.filter(pk=pk).delete()
    assert LogEntry.objects.filter(pk=pk).exists()


@pytest.mark.parametrize(
    ("check", "values", "found"),
    [
        (checks.check_address, {"BASE_URL": "http://example.org", "ALLOWED_HOSTS": ["example.org"]}, ["verein.E001"]),
        (checks.check_address, {"BASE_URL": "https://example.org", "ALLOWED_HOSTS": ["*"]}, ["verein.E002"]),
        (checks.check_address, {"BASE_URL": "https://example.org", "ALLOWED_HOSTS": ["example.org"]}, []),
        (checks.check_sandbox, {"SANDBOX": True}, ["verein.E003"]),
        (
            checks.check_mail,
            {"MAIL_TRANSPORT": "django.core.mail.backends.dummy.EmailBackend", "DEFAULT_FROM_EMAIL": "a@localhost"},
            ["verein.E004", "verein.E005"],
        ),
    ],
)
def test_check_finds_what_production_lacks(settings: Any, check: Any, values: dict[str, Any], found: list[str]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    assert [message.id for message in check(None)] == found


def test_check_finds_a_folder_that_is_not_there(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path / "nowhere"
    assert [message.id for message in checks.check_files(None)] == ["verein.E006"]
    settings.VAR_DIR = tmp_path
    assert checks.check_files(None) == []


def test_check_warns_of_many_processes_without_redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    settings.REDIS_URL = ""
    assert [message.id for message in checks.check_processes(None)] == ["verein.W002"]
    settings.REDIS_URL = "redis://localhost"
    assert checks.check_processes(None) == []


def test_deploy_check_refuses_the_sandbox() -> None:
    with pytest.raises(SystemCheckError, match=r"verein\.E003"):
        call_command("check", "--deploy")

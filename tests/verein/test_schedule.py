"""`manage.py scheduler`: what is due runs, once, whatever the others do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories
from verein import schedule
from verein.models import ScheduledJob

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, 0, 20, tzinfo=UTC)
calls: list[datetime] = []


def job(now: datetime) -> None:
    calls.append(now)


def broken(now: datetime) -> None:
    raise RuntimeError("no mail server")


@pytest.fixture(autouse=True)
def _jobs(settings: Any) -> None:
    calls.clear()
    settings.SCHEDULE = [(f"{__name__}.broken", 60), (f"{__name__}.job", 60)]


def test_job_runs_at_first_and_then_once_a_slot() -> None:
    for seconds in (0, 10, 39, 40, 50, 101):
        schedule.run_due(NOON + timedelta(seconds=seconds))
    assert calls == [NOON, NOON + timedelta(seconds=40), NOON + timedelta(seconds=101)]


def test_broken_job_is_logged_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    schedule.run_due(NOON)
    assert calls == [NOON]
    assert "no mail server" in caplog.text
    assert "no mail server" in ScheduledJob.objects.get(name__endswith="broken").last_error


def test_job_another_process_has_taken_is_left_alone() -> None:
    ScheduledJob.objects.create(name=f"{__name__}.job", leased_until=NOON + timedelta(minutes=5))
    schedule.run_due(NOON)
    assert calls == []
    schedule.run_due(NOON + timedelta(minutes=5))
    assert len(calls) == 1


def test_scheduler_once_runs_what_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scheduler", "--once")
    call_command("scheduler", "--once")
    assert len(calls) == 1
    assert f"{__name__}.job" in capsys.readouterr().out


def test_every_job_of_the_settings_can_be_run(settings: Any) -> None:
    from verein.settings import SCHEDULE

    settings.SCHEDULE = SCHEDULE
    schedule.run_due(timezone.now())
    assert dict(ScheduledJob.objects.values_list("name", "last_error")) == dict.fromkeys(dict(SCHEDULE), "")


def test_page_is_published_when_its_time_has_come(settings: Any) -> None:
    settings.SCHEDULE = [("verein.schedule.publish_pages", 60)]
    page = factories.make_event(live=False).page
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = page.save_revision()
    revision.approved_go_live_at = page.go_live_at
    revision.save()
    schedule.run_due(timezone.now())
    page.refresh_from_db()
    assert page.live


def test_prune_tasks_keeps_what_is_new_or_waiting() -> None:
    now = timezone.now()
    for status, days in (("SUCCESSFUL", 8), ("SUCCESSFUL", 6), ("FAILED", 8), ("FAILED", 31), ("READY", 90)):
        task = DBTaskResult.objects.create(
            args_kwargs={}, task_path="x", backend_name="default", run_after=now, status=status
        )
        DBTaskResult.objects.filter(pk=task.pk).update(finished_at=now - timedelta(days=days))
    assert schedule.prune_tasks(now) == 2

"""What must run on time: takes the due jobs of `settings.SCHEDULE`, one process a job."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from .models import ScheduledJob

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # a job whose process was killed may be taken by another one after this time


def run_due(now: datetime) -> list[str]:
    """Run each job that is due and that no other process has; an error is logged and ends only its own job."""
    ran = []
    for name, every_seconds in settings.SCHEDULE:
        ScheduledJob.objects.get_or_create(name=name)
        if _take(name, now):
            error = _run(name, now)
            ScheduledJob.objects.filter(name=name).update(
                next_run_at=_next_slot(now, every_seconds), leased_until=None, last_run_at=now, last_error=error
            )
            ran.append(name)
    return ran


def _take(name: str, now: datetime) -> bool:
    """One conditional UPDATE: of several processes exactly one gets the job."""
    due = Q(next_run_at=None) | Q(next_run_at__lte=now)
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return ScheduledJob.objects.filter(due, free, name=name).update(leased_until=now + LEASE) == 1


def _next_slot(now: datetime, every_seconds: int) -> datetime:
    """The next full slot: a job of every 60 seconds is due at the full minute, however long it took."""
    return datetime.fromtimestamp((int(now.timestamp()) // every_seconds + 1) * every_seconds, tz=UTC)


def _run(name: str, now: datetime) -> str:
    try:
        job: Callable[[datetime], object] = import_string(name)
        job(now)
    except Exception as error:  # one broken job must not stop the others
        log.exception("job %s", name)
        return f"{type(error).__name__}: {error}"[:2000]
    return ""


def publish_pages(now: datetime) -> None:
    """Publish and expire the pages and snippets whose time has come."""
    call_command("publish_scheduled", verbosity=0)


def prune_tasks(now: datetime) -> int:
    """Forget results of tasks: done ones after a week, failed and killed ones after a month."""
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    old = DBTaskResult.objects.filter(
        Q(status="SUCCESSFUL", finished_at__lt=week)
        | Q(status="FAILED", finished_at__lt=month)
        | Q(status="RUNNING", started_at__lt=month)
    )
    return old.delete()[0]


def seconds_until_due(now: datetime, *, at_most: float) -> float:
    """How long a process may sleep before the next job is due."""
    due = ScheduledJob.objects.filter(name__in=[name for name, _every in settings.SCHEDULE]).values_list(
        "next_run_at", flat=True
    )
    waits = [(moment - now).total_seconds() if moment else 0.0 for moment in due]
    return max(1.0, min([at_most, *waits]))

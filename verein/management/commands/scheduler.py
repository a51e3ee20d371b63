"""`manage.py scheduler`: runs what must run on time, for ever or once (`--once`, for cron)."""

import logging
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from verein.schedule import run_due, seconds_until_due

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Runs the jobs of settings.SCHEDULE when they are due. Several may run: each job is taken by one of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run what is due now, then end (for cron).")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for name in run_due(timezone.now()):
                self.stdout.write(name)
            return
        stop = threading.Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        pause = 0.0
        while not stop.wait(pause):
            pause = self.round()

    def round(self) -> float:
        """One look at the list; seconds until the next. A database that is away is waited for."""
        close_old_connections()
        try:
            run_due(timezone.now())
            return seconds_until_due(timezone.now(), at_most=30)
        except DatabaseError:
            log.exception("the database does not answer")
            return 10.0

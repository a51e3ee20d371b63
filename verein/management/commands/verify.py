"""`manage.py verify`: all that CI checks, a heading for each, and what failed at the end."""

import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from verein.management import catalogue

BIN = Path(sys.executable).parent
QUICK, SLOW = "quick", "slow"
STEAL = ["--dist", "worksteal"]  # each process begins with one half and helps the other with its last tests
NEITHER = "not browser and not benchmark"


class Command(BaseCommand):
    help = "Runs all that CI checks: style, types, import rules, templates, deployment, migrations, catalogue, tests."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="Everything but the tests.")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        steps = [step for step in self.steps() if step[1] == QUICK or not options["quick"]]
        databases = threading.Thread(target=migrate_test_databases)
        if any(speed == SLOW for _heading, speed, _step in steps):
            databases.start()  # beside the quick ones, of which each keeps one processor busy
        for heading, speed, step in steps:
            if speed == SLOW:
                databases.join()
            self.stdout.write(self.style.MIGRATE_HEADING(f"\n=== {heading}"))
            self.stdout.flush()
            started = time.monotonic()
            if not step():
                failed.append(heading)
            self.stdout.write(f"    {time.monotonic() - started:.0f} s")
        if failed:
            self.stdout.write(self.style.ERROR("\nFailed: " + ", ".join(failed)))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("\nAll is well."))

    def steps(self) -> list[tuple[str, str, Callable[[], bool]]]:
        manage = [sys.executable, "manage.py"]
        pytest = [sys.executable, "-m", "pytest", "-q", "-n", os.environ.get("VEREIN_TEST_PROCESSES", "2"), *STEAL]
        return [
            ("Style", QUICK, lambda: run("ruff", "check", ".") & run("ruff", "format", "--check", "--quiet", ".")),
            ("Types", QUICK, lambda: run("mypy", ".")),
            ("Import rules", QUICK, lambda: run("lint-imports", quiet=True)),
            ("Templates", QUICK, lambda: run("djlint", "templates", "--lint", "--quiet")),
            ("Deployment", QUICK, check_deployment),
            ("Migrations", QUICK, lambda: run(*manage, "makemigrations", "--check", "--dry-run")),
            ("German catalogue", QUICK, self.check_catalogue),
            ("Tests on PostgreSQL", SLOW, lambda: run(*pytest)),
            ("Tests on SQLite", SLOW, lambda: run(*pytest, "--db=sqlite", "--with-database", "-m", NEITHER)),
        ]

    def check_catalogue(self) -> bool:
        extract = catalogue.gettext_is_there()
        if not extract:
            self.stdout.write("gettext is missing (apt install gettext): strings new in the code are not looked for.")
        problems = catalogue.problems(settings.BASE_DIR, extract=extract)
        for line in problems:
            self.stdout.write(line)
        return not problems and (extract or os.environ.get("CI") != "true")


def migrate_test_databases() -> None:
    """The tests keep what is migrated once; what fails here fails there again, and is told there."""
    for database in ("postgres", "sqlite"):
        run(sys.executable, "-m", "pytest", "-q", f"--db={database}", "tests/test_database.py", quiet=True)


def run(program: str, *arguments: str, quiet: bool = False, env: dict[str, str] | None = None) -> bool:
    """Whether a program ended well; with `quiet` its output is shown only when it did not."""
    path = BIN / program
    result = subprocess.run(  # noqa: S603 - our own tools
        [str(path if path.exists() else program), *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if quiet and result.returncode:
        print(result.stdout)  # noqa: T201 - a command's output
    return result.returncode == 0


def check_deployment() -> bool:
    """Django's and our own checks with the settings of a production server; a warning fails."""
    with tempfile.TemporaryDirectory() as scratch:
        production = {
            "VEREIN_MODE": "production",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "BASE_URL": "https://www.example.org",
            "ALLOWED_HOSTS": "www.example.org",
            "DATABASE_URL": "postgres://verein:secret@localhost/verein",
            "EMAIL_URL": "smtp+tls://mail.example.org:587",
            "DEFAULT_FROM_EMAIL": "verein@example.org",
            "REDIS_URL": "redis://localhost:6379/0",
            "VAR_DIR": scratch,
            "DEBUG": "",
            "DJANGO_SETTINGS_MODULE": "verein.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "",  # the test plugin sets it
        }
        return run(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production)

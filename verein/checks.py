"""What must be right before a production server starts: `manage.py check --deploy` says what is not."""

import os
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def check_address(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    messages: list[checks.CheckMessage] = []
    if not settings.BASE_URL.startswith("https://"):
        messages.append(checks.Error(f"BASE_URL is {settings.BASE_URL!r}: sign-in needs https://.", id="verein.E001"))
    host = settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    if "*" in settings.ALLOWED_HOSTS or host not in settings.ALLOWED_HOSTS:
        hint = f"Set ALLOWED_HOSTS={host}"
        messages.append(
            checks.Error("ALLOWED_HOSTS must name the host of BASE_URL, and no '*'.", hint=hint, id="verein.E002")
        )
    return messages


@checks.register(checks.Tags.security, deploy=True)
def check_sandbox(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.SANDBOX or "verein.sandbox" in settings.INSTALLED_APPS:
        return [
            checks.Error("The sandbox is on: it shows mails and codes. Set VEREIN_MODE=production.", id="verein.E003")
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    messages: list[checks.CheckMessage] = []
    if not settings.MAIL_TRANSPORT.endswith("smtp.EmailBackend"):
        messages.append(checks.Error(f"{settings.MAIL_TRANSPORT} delivers nothing: set EMAIL_URL.", id="verein.E004"))
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        messages.append(checks.Error("DEFAULT_FROM_EMAIL is missing: mails need a sender.", id="verein.E005"))
    return messages


@checks.register(deploy=True)
def check_files(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    folder = settings.VAR_DIR
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return [
            checks.Error(f"VAR_DIR {folder} is not a folder we can write to: files have no place.", id="verein.E006")
        ]
    return []


@checks.register(deploy=True)
def check_processes(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    messages: list[checks.CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        messages.append(
            checks.Warning("SQLite is for the demo: set DATABASE_URL to a PostgreSQL database.", id="verein.W001")
        )
    workers = os.environ.get("WEB_CONCURRENCY", "1")
    if workers.isdigit() and int(workers) > 1 and not settings.REDIS_URL:
        messages.append(
            checks.Warning(
                f"{workers} web processes without REDIS_URL: each counts tries of sign-in by itself.", id="verein.W002"
            )
        )
    return messages

"""`manage.py demo`: the whole of it on one machine, with an invented association; no mail leaves.

manage.py runs this without loading the apps: a later start only reads a stamp and watches the processes that load them.
"""

import hashlib
import http.client
import os
import shutil
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from verein.management.supervisor import Supervisor

LOADING_SECONDS = 10.0  # about what a process needs to load the apps on a small machine
STRIPE_OFFSET = 450  # the stand-in for Stripe listens so far above the web server
STRIPE_SECRET = "whsec_demo_on_this_machine_only"  # noqa: S105 - signs what the stand-in tells the demo
HOST = "127.0.0.1"  # the demo shows second factors and mails on a page: for this machine only


class Command(BaseCommand):
    help = "Starts the demo: an invented association, web server, queue and scheduler. Ctrl+C ends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port of the web server (8000)")
        parser.add_argument("--reset", action="store_true", help="throw the demo's database and files away first")
        parser.add_argument("--members", type=int, default=120, help="people in a new demo association (120)")

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not settings.SANDBOX:
            raise CommandError("This is a production server (SECRET_KEY is set): the demo does not run here.")
        refuse_taken_port(port)
        refuse_unwritable(settings.VAR_DIR)
        if options["reset"]:
            reset()
        env = {
            **os.environ,
            "VEREIN_MODE": "sandbox",
            "BASE_URL": f"http://localhost:{port}",
            "EMAIL_URL": "dummymail://",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        }
        has_double = not os.environ.get("STRIPE_SECRET_KEY")  # somebody may try Stripe's own test mode
        if has_double:
            refuse_taken_port(port + STRIPE_OFFSET)
            env |= stripe_settings(port)
        self.prepare(env["BASE_URL"], options["members"])
        supervisor = Supervisor(env, self.say)
        add_processes(supervisor, port)
        if has_double:
            add_stripe(supervisor, port)
        supervisor.run(announce=lambda: self.announce(port))
        self.say("Everything has ended.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self, base_url: str, members: int) -> None:
        """Bring the database up to date and fill it when it is empty; a second start skips all that."""
        stamp, version = settings.VAR_DIR / "demo-version", code_version(base_url)
        if stamp.exists() and stamp.read_text() == version and database_exists():
            return
        # Slow, and a later start needs none of it.
        from django.test.utils import override_settings  # noqa: PLC0415

        from verein.management.migrating import migrate  # noqa: PLC0415

        self.say("Preparing the database …")
        django.setup()
        with override_settings(BASE_URL=base_url):  # the address that mails of the demo data name
            migrate()
            call_command("setup", stdout=self.stdout)
            if not apps.get_model("members", "Person").objects.exists():
                self.say("Inventing an association …")
                call_command("demo_data", members=members, stdout=self.stdout)
        connection.close()
        stamp.write_text(version)

    def announce(self, port: int) -> None:
        from verein.sandbox.accounts import DEMO_ACCOUNTS, PASSWORD  # noqa: PLC0415 - production refuses it

        lines = [
            "",
            f"The demo runs:  http://localhost:{port}",
            f"Accounts (password {PASSWORD}):",
            *(f"  {account.email:<28} {account.role}" for account in DEMO_ACCOUNTS),
            f"Codes of the second factor:  http://localhost:{port}/sandbox/",
            f"Mails (none leaves):         http://localhost:{port}/sandbox/post/",
            f"Stripe’s stand-in:           http://{HOST}:{port + STRIPE_OFFSET}/",
            "Ctrl+C ends it.",
        ]
        self.say("\n".join(lines))


def add_processes(supervisor: Supervisor, port: int) -> None:
    """The web server; when it answers one worker for both queues (on a server mails have their own), the scheduler."""
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    gunicorn = [sys.executable, "-m", "gunicorn", "verein.wsgi", "--chdir", str(settings.BASE_DIR)]
    gunicorn += ["--bind", f"{HOST}:{port}", "--workers", "1", "--threads", "8", "--no-control-socket"]
    gunicorn += ["--log-level", "warning", "--graceful-timeout", "3"]
    supervisor.add("web", *gunicorn, ready=lambda: answers(port))
    worker = ["db_worker", "--queue-name", "mail,default", "--interval", "0.5", "-v", "0"]
    supervisor.add("queue", *manage, *worker, head_start=LOADING_SECONDS)
    supervisor.add("scheduler", *manage, "scheduler")


def stripe_settings(port: int) -> dict[str, str]:
    """Payments go to the stand-in on this machine."""
    return {
        "STRIPE_SECRET_KEY": "sk_test_demo",
        "STRIPE_WEBHOOK_SECRETS": STRIPE_SECRET,
        "STRIPE_API_BASE": f"http://{HOST}:{port + STRIPE_OFFSET}",
    }


def add_stripe(supervisor: Supervisor, port: int) -> None:
    webhook = f"http://localhost:{port}/stripe/webhook/"
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "stripe_double"]
    command += ["--port", str(port + STRIPE_OFFSET), "--webhook", webhook, "--secret", STRIPE_SECRET]
    supervisor.add("stripe", *command)


def refuse_taken_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise CommandError(f"{port} is no port: choose one between 1024 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise CommandError(f"Port {port} is not allowed for you: choose one above 1023 with --port.") from error
        except OSError as error:
            raise CommandError(f"Port {port} is taken: choose another one with --port.") from error


def refuse_unwritable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write-probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise CommandError(f"The demo cannot write to {folder}: {error.strerror}.") from error


def database_exists() -> bool:
    name = settings.DATABASES["default"]["NAME"]
    return connection.vendor != "sqlite" or Path(name).exists()


def reset() -> None:
    """Only the demo's own SQLite file and folders; a database named by DATABASE_URL is not ours to drop."""
    database = Path(settings.DATABASES["default"]["NAME"])
    if connection.vendor != "sqlite" or settings.VAR_DIR not in database.parents:
        raise CommandError("--reset only empties the demo's own database; DATABASE_URL names another one.")
    connection.close()
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    (settings.VAR_DIR / "stripe-double.json").unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def code_version(base_url: str) -> str:
    """Changes with every migration, every library, every right that `setup` gives, and the address."""
    digest = hashlib.sha256(f"{settings.DATABASES['default']['NAME']} {base_url}".encode())
    patterns = ("*/migrations/0*.py", "members/*/migrations/0*.py", "home/actions/*.py", "uv.lock")
    for path in sorted(path for pattern in patterns for path in settings.BASE_DIR.glob(pattern) if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()

"""The test database: migrated once, kept until a migration changes, copied for each process and after each commit.

`test_verein_<hash>` is migrated and never touched again; `test_verein_<pid>_start` is its copy with groups and fixed
pages, what every test of a process finds; `test_verein_<pid>` is the copy of that in which the tests work. A test that
commits leaves its copy to be thrown away: quicker than emptying all tables and setting up anew.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.factories import complete_association
from verein.management.migrating import migrate

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PREFIX = "test_verein_"
WORK = f"{PREFIX}{os.getpid()}"
START = f"{WORK}_start"


class Postgres:
    """Databases of the server that DATABASE_URL names."""

    def run(self, sql: str) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []

    def names(self) -> list[str]:
        return [name for name in self.run("SELECT datname FROM pg_database") if name.startswith(PREFIX)]

    def create(self, name: str) -> None:
        self.run(f'CREATE DATABASE "{name}"')

    def copy(self, source: str, target: str) -> None:
        """Waits for autovacuum in `source`; there must be no other connection."""
        self.run(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def rename(self, old: str, new: str) -> None:
        self.run(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Sqlite:
    """Files in `var/`."""

    def path(self, name: str) -> Path:
        return VAR / f"{name}.sqlite3"

    def names(self) -> list[str]:
        return [path.stem for path in VAR.glob(f"{PREFIX}*.sqlite3")]

    def create(self, name: str) -> None:
        self.path(name).touch()

    def copy(self, source: str, target: str) -> None:
        shutil.copyfile(self.path(source), self.path(target))

    def rename(self, old: str, new: str) -> None:
        self.path(old).rename(self.path(new))

    def drop(self, name: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path(name)}{end}").unlink(missing_ok=True)


def databases() -> Postgres | Sqlite:
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def prepare() -> None:
    """Give this process its database; the first process after a changed migration migrates it for all."""
    server, template = databases(), f"{PREFIX}{_migrations()}"
    with _one_at_a_time():
        names = server.names()
        for name in names:
            if _is_left_behind(name, template):
                server.drop(name)
        if template not in names:
            _migrate(server, template)
        server.copy(template, START)
    _use(START)
    call_command("setup", verbosity=0)
    complete_association()
    connection.close()
    server.copy(START, WORK)
    _use(WORK)


def renew() -> None:
    """The database as `prepare` left it, whatever a test has committed."""
    connection.close()
    server = databases()
    server.drop(WORK)
    server.copy(START, WORK)


def remove() -> None:
    connection.close()
    for name in (WORK, START):
        databases().drop(name)


def unguard(*tables: str) -> None:
    """What somebody with the database's password does: no trigger refuses anything, until the test is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        for name, table in cursor.fetchall():
            if table in tables:
                cursor.execute(f"DROP TRIGGER {name}")


def _migrate(server: Postgres | Sqlite, template: str) -> None:
    """Under a name of its own until it is done: what was interrupted is never taken for whole."""
    server.create(WORK)
    _use(WORK)
    migrate()
    connection.close()
    server.rename(WORK, template)


def _use(name: str) -> None:
    connection.close()
    found = str(Sqlite().path(name)) if connection.vendor == "sqlite" else name
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = found


def _is_left_behind(name: str, template: str) -> bool:
    """Whether it is the template of other migrations or the copy of a process that is gone."""
    owner = name.removeprefix(PREFIX).split("_")[0]
    if not owner.isdigit():
        return name != template
    with suppress(ProcessLookupError, PermissionError):
        os.kill(int(owner), 0)
        return False
    return True


def _migrations() -> str:
    """Changes with any migration, ours or a library's; never only digits, as the number of a process is."""
    digest = hashlib.sha256()
    migrations = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("members/*/migrations/*.py")]
    for path in sorted([*migrations, ROOT / "verein/constraints.py", ROOT / "uv.lock"]):
        digest.update(path.read_bytes())
    return f"m{digest.hexdigest()[:12]}"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    VAR.mkdir(exist_ok=True)
    with (VAR / f"test-{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

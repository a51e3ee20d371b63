"""`manage.py demo`: what it refuses, and how its processes end."""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import CommandError

from verein.management.commands import demo


def test_taken_port_is_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind((demo.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is taken: choose another one with --port."):
            call_command("demo", port=port)


def test_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.write_text("a file, not a folder")
    with pytest.raises(CommandError, match="cannot write to"):
        demo.refuse_unwritable(blocked)


def test_demo_does_not_run_on_a_production_server(settings: Any) -> None:
    settings.SANDBOX = False
    with pytest.raises(CommandError, match="production"):
        call_command("demo")


def test_reset_leaves_a_database_alone_that_is_not_the_demos(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError, match="only empties the demo's own database"):
        demo.reset()


# A first process that is ready when its file is there, a second one that leaves a child of its own.
SUPERVISED = """
import os, sys
from pathlib import Path
from verein.management.supervisor import Supervisor
sign = Path(sys.argv[1])
supervisor = Supervisor(os.environ, lambda text: print(text, flush=True))
supervisor.add("first", "sh", "-c", "echo first $$; exec sleep 1000", ready=sign.exists)
supervisor.add("second", "sh", "-c", "sleep 1000 & echo second $$ $!; wait")
supervisor.run(announce=lambda: print("announced", flush=True))
print("ended", flush=True)
"""
PATIENCE = 60.0  # seconds: a busy machine is slow, a broken supervisor waits for ever


class Demo:
    """A supervisor in a process of its own; `pids` are those of all processes that it named."""

    def __init__(self, sign: Path) -> None:
        self.pids: set[int] = set()
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISED, str(sign)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=django_settings.BASE_DIR,
            start_new_session=True,
        )
        assert self.process.stdout
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def _read(self, stream: "IO[bytes]") -> None:
        for line in stream:
            self.lines.put(line.decode().strip())

    def next_line(self) -> str:
        return self.lines.get(timeout=PATIENCE)

    def started(self, name: str) -> list[int]:
        """The pids of the next line that begins with `name`."""
        while not (line := self.next_line()).startswith(f"{name} ") or not line.split()[1].isdigit():
            pass
        pids = [int(number) for number in line.split()[1:]]
        self.pids |= set(pids)
        return pids

    def close(self) -> None:
        """Ends what a failed test has left: asked to, the supervisor ends its own; killed, it could not."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            for pid in {self.process.pid, *self.pids}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Demo]:
    running = Demo(tmp_path / "ready")
    yield running
    running.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (ProcessLookupError, FileNotFoundError):  # it may end between the two questions
        return False


def test_processes_start_one_after_the_other(supervised: Demo, tmp_path: Path) -> None:
    supervised.started("first")
    with pytest.raises(queue.Empty):
        supervised.lines.get(timeout=1)
    (tmp_path / "ready").touch()
    assert supervised.next_line() == "announced"
    assert supervised.started("second")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ending_the_demo_ends_every_process_and_a_dead_one_is_restarted(
    supervised: Demo, tmp_path: Path, number: int
) -> None:
    (tmp_path / "ready").touch()
    first = supervised.started("second")
    os.kill(first[0], signal.SIGKILL)
    second = supervised.started("second")
    assert set(first).isdisjoint(second)

    supervised.process.send_signal(number)

    assert supervised.process.wait(PATIENCE) == 0
    deadline = time.monotonic() + PATIENCE
    while (left := [pid for pid in supervised.pids if alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left


PREPARED = """
import sys
from django.conf import settings
from verein.management.commands.demo import Command, code_version
open(settings.DATABASES["default"]["NAME"], "w").close()
(settings.VAR_DIR / "demo-version").write_text(code_version("http://localhost:8000"))
Command().prepare("http://localhost:8000", 120)
print(sorted({"wagtail", "allauth", "django.test"} & set(sys.modules)))
"""


def test_later_start_loads_no_apps_to_find_out_that_nothing_is_to_be_done(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    env |= {"DJANGO_SETTINGS_MODULE": "verein.settings", "VEREIN_MODE": "sandbox", "VAR_DIR": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", PREPARED],
        env=env,
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.stdout.strip(), found.stderr) == ("[]", "")

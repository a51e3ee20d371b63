"""`manage.py demo`: what it refuses, and how its processes end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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


SUPERVISED = """
import os, sys
from verein.management.supervisor import Supervisor
supervisor = Supervisor(os.environ, lambda text: print(text, flush=True))
supervisor.add("sleeper", "sh", "-c", "sleep 1000 & echo child $$ $!; wait")
supervisor.run(ready=lambda: True, announce=lambda: print("ready", flush=True))
print("ended", flush=True)
"""


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (ProcessLookupError, FileNotFoundError):  # it may end between the two questions
        return False


def read_pids(process: "subprocess.Popen[str]") -> list[int]:
    assert process.stdout
    while True:
        line = process.stdout.readline()
        assert line, "the supervisor ended by itself"
        if line.startswith("child"):
            return [int(number) for number in line.split()[1:]]


@pytest.mark.processes
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ending_the_demo_ends_every_process_and_a_dead_one_is_restarted(number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISED], stdout=subprocess.PIPE, text=True, cwd=django_settings.BASE_DIR
    ) as process:
        try:
            first = read_pids(process)
            os.kill(first[0], signal.SIGKILL)
            second = read_pids(process)
            assert set(first).isdisjoint(second)
            process.send_signal(number)
            process.communicate(timeout=60)
        finally:
            process.kill()  # a failed test must not wait for ever
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in first + second) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(alive(pid) for pid in first + second)
    assert process.returncode == 0

"""Starts processes one after another, restarts those that die, and ends all of them with everything they started."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

PATIENCE = 8.0  # seconds between "please end" and the end
LONGEST_PAUSE = 30.0
LONGEST_HEAD_START = 30.0  # seconds after which the next process starts, ready or not


@dataclass
class Child:
    """One process, in a process group of its own, so that what it starts ends with it."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool]
    head_start: float  # seconds it has for itself before the next one starts
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.5
    dead_since: float | None = None


class Supervisor:
    """`run` returns when SIGINT, SIGTERM or SIGHUP came and every process has ended."""

    def __init__(self, env: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.env = dict(env)
        self.say = say
        self.children: list[Child] = []
        self.ending = False

    def add(self, name: str, *command: str, ready: Callable[[], bool] = lambda: True, head_start: float = 0.0) -> None:
        """`ready` is asked until it says so; then, and after `head_start` seconds, the next process may start."""
        self.children.append(Child(name, command, ready, head_start))

    def run(self, announce: Callable[[], None]) -> None:
        """Start them in the order they were added, so that the first has the machine for itself while it loads.

        `announce` is called once, when the first is ready.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)
        waiting, announced = list(self.children), False
        first = latest = waiting.pop(0)
        try:
            self._start(first)
            while not self.ending:
                for child in self.children:
                    self._look_after(child)
                if not announced and first.ready():
                    announced = True
                    announce()
                if waiting and _had_its_start(latest):
                    latest = waiting.pop(0)
                    self._start(latest)
                time.sleep(0.1)
        finally:
            self._end_all()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(  # noqa: S603 - our own commands
            child.command, env=self.env, stdin=subprocess.DEVNULL, start_new_session=True
        )
        child.started, child.dead_since = time.monotonic(), None

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None or child.process.poll() is None:
            return
        if child.dead_since is None:
            child.dead_since = now
            _signal_group(child.process, signal.SIGKILL)  # what the dead one has left behind
            child.pause = 0.5 if now - child.started > 60 else min(child.pause * 2, LONGEST_PAUSE)
            self.say(f"{child.name} ended with code {child.process.returncode}; it starts again.")
        elif now - child.dead_since >= child.pause:
            self._start(child)

    def _end_all(self) -> None:
        processes = [child.process for child in self.children if child.process]
        for process in processes:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in processes:
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _had_its_start(child: Child) -> bool:
    alone = time.monotonic() - child.started
    return alone >= LONGEST_HEAD_START or (alone >= child.head_start and child.ready())


def _signal_group(process: "subprocess.Popen[bytes]", number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return  # nobody of the group is left

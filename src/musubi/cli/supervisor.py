"""Keep the web server and the worker running together; restart either if it dies; stop both together."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from types import FrameType

import click

PATIENCE = 15.0  # seconds a child has to stop by itself
LONGEST_PAUSE = 30.0


class Child:
    """One program that is to run all the time."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command = name, command
        self.process: subprocess.Popen[bytes] | None = None
        self.pause, self.not_before, self.started = 0.5, 0.0, 0.0

    def keep(self, now: float) -> None:
        """Start the program where it is not running; a program that dies at once waits longer each time."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None and self.not_before == 0.0:
            self.pause = 0.5 if now - self.started > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
            self.not_before = now + self.pause
            click.echo(f"{self.name} が終わりました(終了コード {self.process.returncode})。もう一度動かします", err=True)
        if now >= self.not_before:
            self.process = subprocess.Popen(self.command)
            self.started, self.not_before = now, 0.0

    def stop(self) -> None:
        """Ask to stop."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Give it time, then end it."""
        if self.process is None:
            return
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run(children: list[Child]) -> None:
    """Run until SIGTERM, SIGINT or SIGHUP, then stop all."""
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGHUP, ask_to_stop)  # a closed terminal ends all; gunicorn alone would reload and stay
    while not stop.is_set():
        for child in children:
            child.keep(time.monotonic())
        stop.wait(0.5)
    for child in children:
        child.stop()
    for child in children:
        child.wait()

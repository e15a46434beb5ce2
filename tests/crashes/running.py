"""The site as it runs: the server kept up as a service manager keeps it, and what may be killed of it.

Only processes started here are ever killed, each by its own id.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from tests.at_rest.conftest import COMMAND, ROOT, Site

WORKERS = 2


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid: int) -> list[int]:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in told]
    return []


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Server:
    """``knutpunkt serve``, started again whenever it is gone; nothing is ever mended by hand."""

    def __init__(self, site: Site) -> None:
        self.site, self.starts, self.ended = site, 0, False
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = (site.data / "server.log").open("ab")
        self.process = self._start()
        self.keeper = threading.Thread(target=self._keep, daemon=True)
        self.keeper.start()

    def _start(self) -> "subprocess.Popen[bytes]":
        self.starts += 1
        command = [
            sys.executable,
            "-c",
            COMMAND,
            "serve",
            "--port",
            str(self.port),
            "--workers",
            str(WORKERS),
        ]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.site.environment, stdout=self.log, stderr=self.log
        )

    def _keep(self) -> None:
        while not self.ended:
            if self.process.poll() is not None:
                self.process = self._start()
            time.sleep(0.05)

    def workers(self) -> list[int]:
        """The processes that answer; the one that only tidies up after them is none of them."""
        found = []
        for child in children_of(self.process.pid):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                line = Path(f"/proc/{child}/cmdline").read_bytes()
                if b"resource_tracker" not in line and alive(child):
                    found.append(child)
        return found

    def kill_the_oldest_worker(self) -> None:
        # The kernel gives children in the order they were born.
        for pid in self.workers()[:1]:
            kill(pid)

    def kill_everything(self) -> None:
        """As when the machine loses its power: all of it at once."""
        victims = [self.process.pid, *children_of(self.process.pid)]
        for pid in victims:
            kill(pid)

    def answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.read() == b"ok"
        except (OSError, http.client.HTTPException):
            return False

    def ready_after(self, longest: float) -> float:
        """How many seconds until it answers; a worker that died is then on its way up again."""
        began = time.monotonic()
        while time.monotonic() - began < longest:
            if self.answers():
                return time.monotonic() - began
            time.sleep(0.05)
        return longest

    def stop(self) -> None:
        self.ended = True
        self.keeper.join()
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=15)
        self.kill_everything()
        self.process.wait(timeout=5)
        self.log.close()

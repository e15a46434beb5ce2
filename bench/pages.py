"""Page times under an open load: requests arrive at random, whether or not earlier ones have been answered.

A closed loop hides queueing; so arrivals are Poisson, 20 a second for a minute, and each time is measured
from the moment the request should have been sent. The site is the demo municipality, served as users run it.
"""

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RATE, SECONDS, CLIENTS = 20, 60, 24
COORDINATOR, COUNSELLOR = "Kim Lind", "Sanna Öberg"


@dataclass
class Visitor:
    """Somebody signed in, with their cookies."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        connection.close()
        return answer.status, text, answer.getheader("Location") or ""

    def sign_in(self, name: str) -> None:
        _, page, _ = self.ask("GET", "/prova/")
        form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if name in one)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        status, _, _ = self.ask("POST", "/prova/", urllib.parse.urlencode(fields))
        if status != 302:
            raise RuntimeError(f"{name} could not sign in: {status}")


def run(rate: int = RATE, seconds: int = SECONDS) -> list[dict[str, Any]]:
    """Times per page at ``rate`` requests a second: p50, p95 and p99 in milliseconds, and errors."""
    with site() as (host, port):
        coordinator, counsellor = Visitor(host, port), Visitor(host, port)
        coordinator.sign_in(COORDINATOR)
        counsellor.sign_in(COUNSELLOR)
        _, listed, _ = coordinator.ask("GET", "/barn/")
        child = re.search(r'href="(/barn/[0-9a-f-]{36}/)"', listed)
        if child is None:
            raise RuntimeError("the coordinator has no children")
        pages = {
            "Min dag": (coordinator, "/min-dag/"),
            "Barnets sida": (coordinator, child[1]),
            "Barn och unga": (coordinator, "/barn/"),
            "Iakttagelser att ta emot": (counsellor, "/iakttagelser/"),
        }
        for visitor, path in pages.values():
            for _ in range(5):
                visitor.ask("GET", path)
        return measure(pages, rate, seconds)


def measure(pages: dict[str, tuple[Visitor, str]], rate: int, seconds: int) -> list[dict[str, Any]]:
    """Send what the schedule says, from several threads, and sort the times by page."""
    schedule = list(arrivals(list(pages), rate, seconds))
    times: dict[str, list[float]] = {name: [] for name in pages}
    errors: dict[str, int] = dict.fromkeys(pages, 0)
    lock, turn, began = threading.Lock(), iter(schedule), time.monotonic()

    def client() -> None:
        while True:
            with lock:
                nxt = next(turn, None)
            if nxt is None:
                return
            at, name = nxt
            time.sleep(max(0.0, began + at - time.monotonic()))
            visitor, path = pages[name]
            status, _, _ = Visitor(visitor.host, visitor.port, dict(visitor.cookies)).ask("GET", path)
            with lock:
                times[name].append(time.monotonic() - began - at)
                errors[name] += status != 200

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [
        {
            "page": name,
            "requests": len(taken),
            "p50 ms": round(_percentile(taken, 0.50) * 1000),
            "p95 ms": round(_percentile(taken, 0.95) * 1000),
            "p99 ms": round(_percentile(taken, 0.99) * 1000),
            "errors": errors[name],
        }
        for name, taken in times.items()
    ]


def arrivals(names: list[str], rate: int, seconds: int) -> Iterator[tuple[float, str]]:
    """Poisson arrivals, each page equally often; the same every run."""
    drawn, at = random.Random(1842), 0.0
    while (at := at + drawn.expovariate(rate)) < seconds:
        yield at, drawn.choice(names)


def _percentile(taken: list[float], share: float) -> float:
    ordered = sorted(taken)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def built() -> Path:
    """Where the demo municipality lies (``BENCH_DATA``); built if it is not there."""
    data = Path(os.environ.get("BENCH_DATA", ROOT / "data" / "bench")).resolve()
    command = Path(sys.executable).parent / "knutpunkt"
    environment = {**os.environ, "KNUTPUNKT_PROFILE": "demo", "DATA": str(data)}
    subprocess.run([command, "demo", "--only-build"], env=environment, check=True, stdout=subprocess.DEVNULL)
    return data


@contextmanager
def site() -> Iterator[tuple[str, int]]:
    """The demo municipality, served by two workers."""
    environment = {**os.environ, "KNUTPUNKT_PROFILE": "demo", "DATA": str(built())}
    command = Path(sys.executable).parent / "knutpunkt"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([command, "serve", "--port", str(port)], env=environment)
    try:
        _wait(port)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if Visitor("127.0.0.1", port).ask("GET", "/healthz")[1] == "ok":
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the site did not start")

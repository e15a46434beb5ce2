"""People at their screens who write without pause and remember what they were told was saved."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

TOKEN = "a" * 32
CODES = ("friend", "adult", "interest")


@dataclass
class Acknowledged:
    """What the site has said yes to."""

    notes: set[str] = field(default_factory=set)
    goals: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    assessed: int = 0

    @property
    def number(self) -> int:
        return len(self.notes) + len(self.goals) + len(self.ended) + len(self.moved) + self.assessed


class Writer(threading.Thread):
    """One person: notes, goals, assessments, promises kept and moved; each once, never again by itself."""

    numbers = count(1)

    def __init__(self, port: int, told: dict[str, Any], session: str, promises: list[str]) -> None:
        super().__init__(daemon=True)
        self.port, self.told, self.session = port, told, session
        self.promises, self.saved, self.ended = promises, Acknowledged(), False
        self.unanswered, self.refused = 0, []

    def run(self) -> None:
        acts = (self.writes_note, self.sets_goal, self.keeps_promise, self.moves_promise, self.assesses)
        for turn in count():
            if self.ended:
                return
            try:
                acts[turn % len(acts)](next(self.numbers))
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
                time.sleep(0.05)

    def writes_note(self, number: int) -> None:
        text = f"anteckning {number}"
        given = {"heading": "", "text": text, "category": "support", "audience": "team"}
        if self.post(f"/arenden/{self.told['case']}/anteckningar/ny/", **given) == 302:
            self.saved.notes.add(text)

    def sets_goal(self, number: int) -> None:
        words = f"mål {number}"
        if self.post(f"/planer/{self.told['plan']}/mal/nytt/", words=words, voice="child") == 302:
            self.saved.goals.add(words)

    def keeps_promise(self, number: int) -> None:
        if self.promises:
            key = self.promises.pop()
            if self.post(f"/ataganden/{key}/klar/", htmx=True) == 200:
                self.saved.ended.add(key)

    def moves_promise(self, number: int) -> None:
        if self.promises:
            key = self.promises.pop()
            given = {"due": self.told["later"], "reason": "", "version": "1"}
            if self.post(f"/ataganden/{key}/flytta/", **given) == 302:
                self.saved.moved[key] = self.told["later"]

    def assesses(self, number: int) -> None:
        own = {"own_strengths": "sång\nvänner", "own_risks": "buller"}
        given = {"summary": f"kartläggning {number}", "childs_view": ""}
        if self.post(f"/arenden/{self.told['case']}/kartlagg/", **given, **own) == 302:
            self.saved.assessed += 1

    def post(self, path: str, *, htmx: bool = False, **data: str) -> int:
        """The status, or 0 when the answer was another page than that of a saved act."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Cookie": f"session={self.session}; csrf={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        } | ({"HX-Request": "true"} if htmx else {})
        try:
            line.request("POST", path, urlencode(data), headers)
            answer = line.getresponse()
            answer.read()
        finally:
            line.close()
        led = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
        if answer.status not in {200, 302} or "logga-in" in led or (htmx and led):
            self.refused.append(f"{path} {answer.status} {led}")
            return 0
        return answer.status

"""Remembering what was recognised: an engine that asks its memory first.

Here: keys and the form in which readings are kept. Not here: where they are kept, which is the caller's business (it gives a memory).
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from .engine import Engine, Image, LineReading, Sign

FORMAT = "1"  # of what is kept; another one is not found
T = TypeVar("T")


class Memory(Protocol):
    """Keeps texts under names of letters and digits."""

    def recall(self, name: str) -> str | None: ...

    def keep(self, name: str, text: str) -> None: ...


class RememberingEngine(Engine):
    """The engine, which recognises each image once by each version of its libraries."""

    def __init__(self, memory: Memory | None = None):
        self._memory = memory

    def quarter_turns(self, image: Image) -> int:
        return self._remembered("turn", [image], lambda: super(RememberingEngine, self).quarter_turns(image), int)

    def detect(self, image: Image) -> list[tuple[int, int, int, int]]:
        found = self._remembered("lines", [image], lambda: super(RememberingEngine, self).detect(image), list)
        return [(x0, y0, x1, y1) for x0, y0, x1, y1 in found]

    def read(self, crops: Sequence[Image]) -> list[LineReading]:
        if not crops:
            return []
        plain = self._remembered(
            "read", crops, lambda: [_plain(r) for r in super(RememberingEngine, self).read(crops)], list
        )
        return [_reading(p) for p in plain]

    def _remembered(self, question: str, images: Sequence[Image], ask: Callable[[], T], check: type) -> T:
        if self._memory is None:
            return ask()
        name = _name(question, images)
        kept = self._memory.recall(name)
        if kept is not None:
            return check(json.loads(kept))
        answer = ask()
        self._memory.keep(name, json.dumps(answer, ensure_ascii=False))
        return answer


def _name(question: str, images: Sequence[Image]) -> str:
    digest = hashlib.sha256(f"{FORMAT} {question}".encode())
    for image in images:
        digest.update(repr(image.shape).encode())
        digest.update(image.tobytes())
    return digest.hexdigest()


def _plain(reading: LineReading) -> list:
    """A reading as lists; beliefs are rounded here so that a remembered one is the same as a fresh one."""
    signs = [
        [s.text, round(s.middle, 4), round(s.belief, 5), [[t, round(b, 5)] for t, b in s.others]] for s in reading.signs
    ]
    return [signs, [[n, t, round(b, 5)] for n, t, b in reading.missed]]


def _reading(plain: list) -> LineReading:
    signs, missed = plain
    return LineReading(
        tuple(Sign(t, m, b, tuple((o, p) for o, p in others)) for t, m, b, others in signs),
        tuple((n, t, b) for n, t, b in missed),
    )

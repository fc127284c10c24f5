"""Pictures on pages, without a recogniser: rules and cells, skew and the way back, which pictures are tables, how beliefs become a line.

Here: everything that needs no model. Not here: what the recogniser reads (tests/golden/test_pictures_read.py).
"""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading import read_document
from pipelines.reading.pages import Box, Document, Mark, Page, hull
from pipelines.reading.pages.pictured import pages_with_pictures
from pipelines.reading.pictures import areas, confidence, read_pictures, upright
from pipelines.reading.pictures.engine import Engine, LineReading, Sign, decode
from pipelines.reading.pictures.lattice import rules_of
from pipelines.reading.pictures.lines import ink_of, lean, lines_in
from pipelines.reading.pictures.memory import RememberingEngine
from pipelines.reading.pictures.words import by_ink, plain, runs_of
from tests.golden.traps.outlines import outlined
from tests.golden.traps.sheets import Sheet, pdf

SCALE = upright.DPI / 72


def paper(width: float = 595, height: float = 400) -> tuple[Pillow.Image, ImageDraw.ImageDraw]:
    image = Pillow.new("L", (round(width * SCALE), round(height * SCALE)), 250)
    return image, ImageDraw.Draw(image)


def ruled(
    xs: Sequence[float], ys: Sequence[float], *, without: Sequence[tuple[int, int]] = (), shade: int = 40
) -> np.ndarray:
    """Drawn rules; `without` are (column, row) cells whose right side is not drawn. Points."""
    image, draw = paper()
    for y in ys:
        draw.line([(xs[0] * SCALE, y * SCALE), (xs[-1] * SCALE, y * SCALE)], shade, 2)
    for c, x in enumerate(xs):
        for r in range(len(ys) - 1):
            if (c - 1, r) not in without:
                draw.line([(x * SCALE, ys[r] * SCALE), (x * SCALE, ys[r + 1] * SCALE)], shade, 2)
    return np.asarray(image)


XS, YS = (50.0, 150.0, 300.0, 420.0, 540.0), (60.0, 80.0, 100.0, 120.0, 140.0)


def test_ruled_cells_are_found_where_they_are() -> None:
    (cells,) = rules_of(ruled(XS, YS), SCALE).tables
    assert len(cells) == 16
    first = min(cells, key=lambda c: (c.top, c.x0))
    assert [v / SCALE for v in first] == pytest.approx([50, 60, 150, 80], abs=1)


def test_cells_without_a_rule_between_are_one() -> None:
    (cells,) = rules_of(ruled(XS, YS, without=[(1, 0)]), SCALE).tables
    assert len(cells) == 15
    wide = max(cells, key=lambda c: c.width)
    assert [v / SCALE for v in wide] == pytest.approx([150, 60, 420, 80], abs=1)


def test_faint_and_noisy_rules_are_found() -> None:
    noise = np.random.default_rng(1).normal(0, 12, ruled(XS, YS).shape)
    image = (ruled(XS, YS, shade=170) + noise).clip(0, 255).astype(np.uint8)
    (cells,) = rules_of(image, SCALE).tables
    assert len(cells) == 16


def test_a_letters_stroke_between_two_rules_is_no_rule() -> None:
    image = Pillow.fromarray(ruled(XS, (60.0, 72.0, 84.0, 96.0)))
    draw = ImageDraw.Draw(image)
    for x in (180, 200):  # an upright with arms on both sides, as in 本, from rule to rule
        draw.line([(x * SCALE, 60 * SCALE), (x * SCALE, 72 * SCALE)], 30, 3)
        for y in (63, 66, 69):
            draw.line([((x - 4) * SCALE, y * SCALE), ((x + 4) * SCALE, y * SCALE)], 30, 3)
    (cells,) = rules_of(np.asarray(image), SCALE).tables
    assert len(cells) == 12


def test_a_line_over_two_cells_is_cut_and_lone_ink_is_a_line() -> None:
    image = Pillow.fromarray(ruled(XS, YS))
    draw = ImageDraw.Draw(image)
    ink = [Box(120, 66, 145, 74), Box(155, 66, 180, 74), Box(430, 106, 436, 114)]
    for b in ink:
        draw.rectangle([v * SCALE for v in b], 0)
    grey = np.asarray(image)
    rules = rules_of(grey, SCALE)
    merged = Box(*(v * SCALE for v in Box(118, 64, 182, 76)))
    found = lines_in([merged], ink_of(grey, rules, SCALE), rules, SCALE)
    assert sorted([[round(v / SCALE) for v in b] for b in found]) == sorted([[round(v) for v in b] for b in ink])


@pytest.mark.parametrize("angle", [-2.0, -0.4, 0.0, 0.7, 4.0])
def test_skew_is_found(angle: float) -> None:
    image = Pillow.fromarray(ruled(XS, YS)).rotate(angle, Pillow.Resampling.BICUBIC, fillcolor=250)
    assert upright.skew(np.asarray(image), SCALE) == pytest.approx(-angle, abs=0.06)


class Turning(Engine):
    """Says how the page lies, and reads nothing."""

    def __init__(self, turns: int):
        self.turns = turns

    def quarter_turns(self, image: np.ndarray) -> int:
        return self.turns

    def detect(self, image: np.ndarray) -> list[tuple[int, int, int, int]]:
        return []


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("angle", [0.0, 1.5])
def test_what_is_found_upright_lies_on_the_displayed_page_where_it_was(turns: int, angle: float) -> None:
    image = Pillow.fromarray(ruled(XS, YS))
    ImageDraw.Draw(image).rectangle([v * SCALE for v in (52, 62, 70, 78)], 0)  # marks the first cell
    lying = image.rotate(angle, Pillow.Resampling.BICUBIC, fillcolor=250).rotate(-90 * turns, expand=True)
    colours = np.repeat(np.asarray(lying)[:, :, None], 3, axis=2)
    page = Box(0, 0, lying.width / SCALE, lying.height / SCALE)
    found = upright.upright(colours, SCALE, page, Turning(turns), whole=True)
    (cells,) = rules_of(found.image, SCALE).tables
    first = min(cells, key=lambda c: (c.top, c.x0))
    middle = Box(*(v / SCALE for v in (first.x0 + 20, first.top + 15, first.x0 + 30, first.top + 25)))
    shown = found.picture.displayed(middle)
    assert np.asarray(lying)[round(shown.y_mid * SCALE), round(shown.x_mid * SCALE)] < 60
    assert found.picture.area.width == pytest.approx(595, abs=1)


def test_a_round_red_seal_vanishes_and_black_print_under_it_and_red_print_elsewhere_stay() -> None:
    image = Pillow.new("RGB", (1600, 1100), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((500, 300, 830, 630), outline=(205, 40, 40), width=14)
    draw.rectangle((600, 440, 900, 460), (20, 20, 20))
    draw.rectangle((100, 100, 1200, 140), (205, 40, 40))
    grey = upright.without_seals(np.asarray(image)[:, :, ::-1], SCALE)
    assert grey[465, 505] == 255, "the ring"
    assert grey[450, 700] < 60, "print under the seal"
    assert grey[120, 600] < 120, "a red heading"


# ------------------------------------------------------------------------------------------------------ which pictures
def page_with(**values: object) -> Page:
    return Page(1, 595.0, 400.0, 0, (), **values)  # type: ignore[arg-type]


def filled_table() -> np.ndarray:
    image = Pillow.fromarray(ruled(XS, YS))
    draw = ImageDraw.Draw(image)
    for x in XS[:-1]:
        for y in YS[:-1]:
            draw.rectangle([v * SCALE for v in (x + 10, y + 6, x + 40, y + 13)], 20)
    return np.asarray(image)


def chart() -> np.ndarray:
    image, draw = paper()
    for y in range(80, 320, 40):
        draw.line([(60 * SCALE, y * SCALE), (540 * SCALE, y * SCALE)], 190, 1)
    for n, x in enumerate(range(90, 520, 60)):
        draw.rectangle([v * SCALE for v in (x, 300 - 25 * n, x + 30, 320)], 110)
    return np.asarray(image)


def grey_chart() -> np.ndarray:
    """A chart on a grey ground whose grid and bars' outlines make cells."""
    image, draw = paper()
    draw.rectangle([v * SCALE for v in (60, 80, 440, 200)], 192)
    for y in range(80, 201, 20):
        draw.line([(60 * SCALE, y * SCALE), (440 * SCALE, y * SCALE)], 20, 2)
    for n, x in enumerate(range(60, 441, 76)):
        draw.line([(x * SCALE, 80 * SCALE), (x * SCALE, 200 * SCALE)], 20, 2)
        draw.rectangle([v * SCALE for v in (x + 20, 200 - 20 * n, x + 45, 200)], 90)
    return np.asarray(image)


PASTED = Box(40, 50, 550, 150)
KINDS = [
    ([Box(0, 0, 595, 400)], filled_table(), [("scan", True)]),
    ([Box(0, 0, 595, 400)], chart(), [("scan", False)]),
    ([Box(0, 0, 595, 400)], np.asarray(paper()[0]), [("blank", False)]),
    ([PASTED], filled_table(), [("table", True)]),
    ([Box(40, 50, 450, 200)], chart(), [("no_table", False)]),
    ([Box(40, 50, 460, 220)], grey_chart(), [("no_table", False)]),
]


@pytest.mark.parametrize(
    ("boxes", "image", "kinds"), KINDS, ids=["scan", "full-page chart", "paper", "pasted", "chart", "chart on grey"]
)
def test_what_a_picture_is(boxes: list[Box], image: np.ndarray, kinds: list[tuple[str, bool]]) -> None:
    found = areas.areas_of(page_with(), boxes, image, SCALE)
    assert [(a.kind, a.has_table) for a in found] == kinds


def three_pages(form: bool) -> bytes:
    """Text; a picture; the picture again, in a form where asked for."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300), invariant=1)
    picture = ImageReader(Pillow.new("L", (40, 30), 120))
    canvas.drawString(20, 20, "text")
    canvas.showPage()
    canvas.drawImage(picture, 20, 20, 300, 200)
    canvas.showPage()
    if form:
        canvas.beginForm("stamp")
    canvas.drawImage(picture, 20, 20, 300, 200)
    if form:
        canvas.endForm()
        canvas.doForm("stamp")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("form", [False, True])
def test_pages_that_name_a_picture_or_a_form_with_one_are_looked_at(form: bool) -> None:
    assert pages_with_pictures(three_pages(form), 3) == {2, 3}


def test_no_page_is_looked_at_where_no_picture_is_stored_and_each_where_the_pages_cannot_be_listed() -> None:
    assert pages_with_pictures(b"%PDF-1.7 nothing", 2) == set()
    assert pages_with_pictures(b"%PDF-1.7 /Subtype /Image", 2) == {1, 2}
    assert pages_with_pictures(three_pages(form=False), 4) == {1, 2, 3, 4}


def test_letters_drawn_as_outlines_are_a_picture_of_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a recogniser the pages wait for one, a cover with few letters too; a page with no more than a frame is empty."""
    monkeypatch.setattr("pipelines.reading.pictures.read.recogniser_version", lambda: None)

    def seen(data: bytes) -> list[tuple[bool, float | None]]:
        with Document(data) as opened:
            pages = tuple(opened.pages())
        assert not any(page.runs for page in pages)
        return [(page.unread, page.image_share) for page in read_pictures(data, pages, ())]

    cover, sheet, framed = Sheet(), Sheet(), Sheet()
    cover.text(300, 200, "Final accounts 2024", 24)
    row = ("201", "General services", "12,345,678.90", "11,111,111.10", "1,234,567.80")
    sheet.table((40, 110, 330, 450, 570, 690), 90, [row] * 8)
    framed.box(40, 40, 800, 42)
    letters = outlined(pdf(cover, sheet))
    assert seen(letters) == [(False, 1.0), (True, 1.0)]
    assert seen(pdf(framed)) == [(False, 0.0)]
    assert "needs_ocr" in read_document(letters).tables["documents"][0]["status_reason"].split(",")


# ------------------------------------------------------------------------------------------------------ lines and beliefs
SIGNS = ["", "0", "6", "8", ".", " "]


def beliefs(*steps: dict[str, float]) -> np.ndarray:
    out = np.zeros((len(steps), len(SIGNS)))
    for row, step in zip(out, steps, strict=True):
        for sign, belief in step.items():
            row[SIGNS.index(sign)] = belief
    return out


def test_a_line_is_what_its_steps_believe_most_and_keeps_what_else_it_may_be() -> None:
    line = decode(
        beliefs({"8": 0.9, "6": 0.1}, {"8": 1.0}, {"": 0.9, ".": 0.1}, {"0": 0.7, "8": 0.3}, {"": 1.0}), SIGNS
    )
    assert line.text == "80"
    assert line.belief == pytest.approx(0.7)
    assert line.alternatives == (("88", 0.3), ("8.0", 0.1))
    assert [s.middle for s in line.signs] == pytest.approx([0.2, 0.7])


def test_repeated_digits_need_a_gap() -> None:
    assert decode(beliefs({"0": 1}, {"0": 1}, {"": 1}, {"0": 1}), SIGNS).text == "00"


def reading_of(text: str, belief: float = 0.999) -> LineReading:
    return LineReading(tuple(Sign(c, (n + 0.5) / len(text), belief) for n, c in enumerate(text)))


def test_a_gap_in_a_line_parts_two_runs_and_every_glyph_has_its_mark() -> None:
    signs = [("2", 0.1), ("0", 0.15), ("1", 0.2), ("教", 0.7), ("育", 0.8)]
    line = LineReading(tuple(Sign(c, m, 0.99) for c, m in signs))
    mark = Mark(0.9)
    found = list(runs_of(line, Box(100, 50, 200, 60), (100, 200), mark))
    assert [run.text for run, _ in found] == ["201", "教育"]
    assert all(set(marks) == set(run.glyphs) and set(marks.values()) == {mark} for run, marks in found)
    assert hull(run.box for run, _ in found).x1 <= 200


def test_full_width_signs_of_a_figure_are_folded_and_those_of_words_stay() -> None:
    assert plain("１，２３４．５０") == "1,234.50"
    assert plain("教育（款），其他") == "教育（款），其他"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2.137.300.00", "2,137,300.00"),
        ("2,137,300,00", "2,137,300.00"),
        ("-1.234,5", "-1,234.5"),
        ("306.99452", "306.99452"),
    ],
)
def test_of_several_separators_the_last_is_the_point(read: str, meant: str) -> None:
    assert plain(read) == meant


def leaning(points: Sequence[tuple[int, int]]) -> float:
    ink = np.zeros((40, 40), np.uint8)
    for x, y in points:
        ink[y, x : x + 3] = 1
    return lean(Box(0, 0, 40, 40), ink)


def test_a_lone_leaning_stroke_is_a_slash_and_an_upright_one_is_a_1() -> None:
    slash = leaning([(30 - y // 2, y) for y in range(5, 35)])
    upright_stroke = leaning([(20, y) for y in range(5, 35)] + [(18, 6), (17, 7)])
    assert by_ink(reading_of("1"), slash, 3, 8).text == "/"
    assert by_ink(reading_of("/"), upright_stroke, 3, 8).text == "1"
    assert by_ink(reading_of("1"), upright_stroke, 3, 8).text == "1"
    assert by_ink(reading_of("17"), slash, 6, 8).text == "17", "not alone"


def test_letters_lower_than_any_letter_are_asterisks() -> None:
    assert by_ink(reading_of("李寧", 0.2), 0.0, 8, 3.8).text == "**"
    assert by_ink(reading_of("李寧", 0.2), 0.0, 20, 9).text == "李寧"
    assert by_ink(reading_of("一", 0.8), 0.0, 9, 2).text == "一"
    assert by_ink(reading_of("项", 0.99), 0.0, 5, 4.5).text == "项", "small print that is sure"


# ------------------------------------------------------------------------------------------------------ confidence, memory
def test_confidence_falls_with_belief_dispute_and_form() -> None:
    sure, unsure = reading_of("1,234.50"), reading_of("1,234.50", 0.5)
    agreed = confidence.confidence(sure, sure)
    assert agreed > confidence.confidence(unsure, sure)
    assert agreed > confidence.confidence(sure, reading_of("1,284.50"))
    assert agreed > confidence.confidence(reading_of("1,23.50"), reading_of("1,23.50"))
    assert confidence.case_of(reading_of("行政运行"), None) == "agreed"


@pytest.mark.parametrize("case", ["agreed", "disputed", "malformed"])
def test_steps_of_confidence_never_rise_as_belief_falls(case: str) -> None:
    shares = [s.right for s in confidence.steps()[case]]
    assert shares == sorted(shares, reverse=True)


class Kept(dict):
    def recall(self, name: str) -> str | None:
        return self.get(name)

    def keep(self, name: str, text: str) -> None:
        self[name] = text


def test_an_image_is_recognised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def read(self: Engine, crops: Sequence[np.ndarray]) -> list[LineReading]:
        asked.append(len(crops))
        return [LineReading((Sign("8", 0.5, 0.9, (("6", 0.1),)),), ((0, ".", 0.05),)) for _ in crops]

    monkeypatch.setattr(Engine, "read", read)
    memory, crop = Kept(), np.zeros((8, 9), np.uint8)
    first = RememberingEngine(memory).read([crop, crop])
    assert RememberingEngine(memory).read([crop, crop]) == first
    assert asked == [2]
    RememberingEngine(memory).read([crop + 1])
    assert asked == [2, 1], "another image"

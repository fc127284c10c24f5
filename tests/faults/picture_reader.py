"""The real reader, for which one page of every document is a picture that an eye read, and misread: for tests of review from end to end.

It is imported inside worker processes by its name, with this folder on the path. Not here: recognition; nobody can be asked to look again.
"""

from dataclasses import replace
from typing import Any
from unittest import mock

from pipelines.reading import arbitrate, document, engines
from pipelines.reading.tables.model import Grid
from pipelines.reading.version import extractor_version

READER = "picture_reader:read_document"
EXTRACTOR_VERSION = extractor_version()
PAGE = 6
MISREAD = {"80.14": "60.14"}  # in the first column of amounts
FAINT = {"5.22"}  # read right, with little confidence

_first_grids = engines.first_grids


def read_document(data: bytes, hints: Any, memory: Any = None, told: Any = None) -> document.Reading:
    with (
        mock.patch.object(
            engines, "first_grids", lambda pages: [[_read(g) for g in found] for found in _first_grids(pages)]
        ),
        # a picture has no text layer in which further readers find another figure
        mock.patch.object(arbitrate, "settle", lambda data, pages, first, *rest: first),
    ):
        return document.read_document(data, hints, memory, told)


def _read(grid: Grid) -> Grid:
    if grid.page != PAGE:
        return grid
    cells = (
        replace(
            c,
            method="ocr",
            text=MISREAD.get(c.flat, c.text) if c.column == 2 else c.text,
            confidence=0.4 if c.flat in FAINT else 0.9,
        )
        for c in grid.cells
    )
    return replace(grid, cells=tuple(cells))

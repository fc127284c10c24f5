"""Asking the eye again about a cell of a picture.

Here: which further recognitions are made. Not here: the recognition (reading/pictures), what they are worth (sight.py).
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from .. import pictures
from ..pages import Page
from ..tables.model import Cell
from .sight import Look, Sight

# A misreading that hangs on the raster seldom comes again in a smaller and in a larger picture of the same line.
SIZES = (0.75, 1.5)


@contextmanager
def looks(data: bytes, pages: Sequence[Page], memory: pictures.Memory | None) -> Generator[Look | None]:
    """What asks the eye again about cells of a document's pictures; None where no picture was read. Raises nothing: a cell of several lines,
    and one that lies in no picture, is not seen again."""
    if not any(page.pictures for page in pages):
        yield None
        return
    with pictures.SecondLook(data, memory) as again:

        def look(cell: Cell) -> Sight:
            page = pages[cell.page - 1]
            if cell.ink is None or "\n" in cell.text or page.picture_at(cell.ink) is None:
                return Sight()
            seen = (again.recognise_again(page, cell.ink, size) for size in SIZES)
            return Sight(tuple(text for text, _ in seen), tuple(text for text, _ in cell.alternatives))

        yield look

"""Reads a single place of a recognised picture once more, at another size: a second opinion on one cell.

Here: from a box of a page to what stands in it. Not here: which cells are in doubt, or which opinion wins (repair by arithmetic).
"""

from types import TracebackType

import numpy as np
import pypdfium2

from ..pages import Box, Page
from .confidence import confidence
from .engine import Image
from .memory import Memory, RememberingEngine
from .upright import DPI, rendered, without_seals
from .words import plain

MARGIN = 0.16  # of the box's height around it


class SecondLook:
    """The pictures of one PDF, to be looked at again. Use as a context manager; needs the extra `ocr`."""

    def __init__(self, data: bytes, memory: Memory | None = None):
        self._document = pypdfium2.PdfDocument(data)
        self._engine = RememberingEngine(memory)
        self._seen: tuple[int, Image, float] | None = None

    def __enter__(self) -> "SecondLook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def recognise_again(self, page: Page, box: Box, size: float = 1.0) -> tuple[str, float]:
        """What one line in a picture says when it is rendered `size` times as large as at first, and how sure that is (0 to 1).
        `box` is the line's ink in the page's own coordinates (Cell.ink). Raises ValueError where no picture was read there."""
        (reading,) = self._engine.read([self._image(page, box, size)])
        return plain(reading.text), confidence(reading, None)

    def _image(self, page: Page, box: Box, size: float) -> Image:
        import cv2

        picture = page.picture_at(box)
        if picture is None:
            raise ValueError(f"page {page.number}: no picture was read at {box}")
        shown, scale = self._shown(page.number)
        margin = MARGIN * box.height + 0.5
        wanted = DPI / 72 * size
        # from dots of the wanted image to points of the page, to points as displayed, to dots of the rendered page
        to_page = np.array([[1 / wanted, 0, box.x0 - margin], [0, 1 / wanted, box.top - margin], [0, 0, 1]])
        to_shown = np.diag([scale, scale, 1.0]) @ np.vstack([np.reshape(picture.way, (2, 3)), (0, 0, 1)])
        width, height = round((box.width + 2 * margin) * wanted), round((box.height + 2 * margin) * wanted)
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(
            shown, (to_shown @ to_page)[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )

    def _shown(self, number: int) -> tuple[Image, float]:
        """A page as displayed in grey, and its dots a point; the last one is kept."""
        if self._seen is None or self._seen[0] != number:
            page = self._document[number - 1]
            colours, scale = rendered(page, *page.get_size())
            self._seen = number, without_seals(colours, scale), scale
        return self._seen[1], self._seen[2]

"""When Python looks for objects that only hold each other.

Here: rarely, while a document is read. Not here: what is read.
"""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def rarely_collected() -> Generator[None]:
    """Let Python look for cycles rarely: the glyphs and cells of a document are 100,000s of small tuples in no cycle, and going
    through them again and again takes a quarter of the time. When this ends, Python goes once through what is still held: whoever also
    writes the reading spares that by ending it later, with the reading let go."""
    before = gc.get_threshold()
    gc.set_threshold(10_000_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)

"""Pages of a PDF as frozen values. Not here: tables and meaning."""

from .characters import clean
from .model import Box, Glyph, Line, Mark, Page, Picture, Run, hull
from .pdfium import Document

__all__ = ["Box", "Document", "Glyph", "Line", "Mark", "Page", "Picture", "Run", "clean", "hull"]

"""Who, when and what a document is about, by weighed evidence. Not here: its forms and amounts, or whether it is a disclosure at all."""

from .decide import identify
from .model import Evidence, Subject

__all__ = ["Evidence", "Subject", "identify"]

"""From a PDF's bytes to records: pages, tables, forms, amounts, and who, when, what. Imports no dagster, no duckdb, no network."""

from .hints import Hints

__all__ = ["EXTRACTOR_VERSION", "Hints", "Reading", "read_document"]


def __getattr__(name: str):
    # the reader's engines are heavy: a command that reads nothing does not load them
    if name == "EXTRACTOR_VERSION":
        from .version import extractor_version

        return extractor_version()
    if name in ("Reading", "read_document"):
        from . import document

        return getattr(document, name)
    raise AttributeError(name)

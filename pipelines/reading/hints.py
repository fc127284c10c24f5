"""What is known of a document before it is opened: weak evidence beside its content.

Belongs here: the value that carries it. Does not belong here: where it comes from (pipelines/archive) and what it is worth
(pipelines/reading/subject).
"""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Hints:
    """Circumstances of a document, all text, None where unknown: the base name of its file, the title or link text under which it was
    published, its publisher, a six-digit region code, its address, and its date of publication (YYYY-MM-DD)."""

    file_name: str | None = None
    title: str | None = None
    publisher: str | None = None
    region_code: str | None = None
    url: str | None = None
    published_date: str | None = None

    def as_dict(self) -> dict[str, str | None]:
        """The fields by name; equal hints give equal dictionaries, so it serves as part of a reading's key."""
        return asdict(self)

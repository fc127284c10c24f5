"""What the ledger's events say in all about each document: one entry per distinct content.

Belongs here: folding events, a pure function. Does not belong here: reading results (pipelines/flow) or files.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipelines.archive.inputs import LOCAL
from pipelines.archive.ledger import Event
from pipelines.reading.hints import Hints


@dataclass(frozen=True)
class ArchivedDocument:
    """One distinct content of the archive, named by the first event that brought it.

    `fetched_at` is in UTC and None where that event was no download. `supported` is False for a file that neither is nor claims to be a PDF.
    `of_portal`: its publisher is a portal for many bodies.
    """

    document_id: str
    file_name: str
    source_id: str
    publisher: str
    source_url: str | None
    title: str | None
    region_code: str | None
    published_date: date | None
    fetched_at: datetime | None
    size: int
    supported: bool
    of_portal: bool = False

    @property
    def hints(self) -> Hints:
        """What reading may know beforehand. Folders of the name are left out: the same file must read the same from wherever it was named."""
        return Hints(
            file_name=self.file_name.rpartition("/")[2],
            title=self.title,
            # A portal's name says nothing about which of its many bodies signs.
            publisher=None if self.publisher == LOCAL or self.of_portal else self.publisher,
            region_code=self.region_code,
            url=self.source_url,
            published_date=self.published_date.isoformat() if self.published_date else None,
        )


def catalog(events: Iterable[Event]) -> list[ArchivedDocument]:
    """One entry per distinct content, sorted by document_id.

    The first event names the document. Its facts are those of the newest event of the same file in the same place (a sidecar may be
    mended later); what these leave open is filled from the other places it came from, in the ledger's order.
    """
    by_content: dict[str, list[Event]] = {}
    for event in events:
        by_content.setdefault(event.sha256, []).append(event)
    return [_document(sha256, by_content[sha256]) for sha256 in sorted(by_content)]


def _document(sha256: str, events: list[Event]) -> ArchivedDocument:
    first = events[0]
    own = next(event for event in reversed(events) if event.key == first.key)
    ranked = [own, *(event for event in events if event.key != first.key)]

    def fact(name: str) -> str | None:
        for event in ranked:
            # A sidecar is written for this one file by hand; the listing's word comes after it.
            value = event.sidecar.get(name) or getattr(event, name, None)
            if value and not (name == "publisher" and value == LOCAL):
                return value
        return None

    published = fact("published_date")
    return ArchivedDocument(
        document_id=sha256,
        file_name=first.file_name,
        source_id=first.source_id,
        publisher=fact("publisher") or LOCAL,
        source_url=fact("url"),
        title=fact("title"),
        region_code=fact("region_code"),
        published_date=date.fromisoformat(published) if published else None,
        fetched_at=_time(first.time) if first.kind == "download" else None,
        size=first.size,
        supported=first.is_pdf or _claims_pdf(first),
        of_portal=own.of_portal,
    )


def _claims_pdf(event: Event) -> bool:
    return event.file_name.lower().endswith(".pdf") or event.http.get("content-type", "").lower().startswith(
        "application/pdf"
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)

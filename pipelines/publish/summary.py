"""What a publication tells its caller. Belongs here: frozen values. Does not belong here: printing them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Warned:
    """A test of the data that found rows which the publisher's figures or a document's status explain: its name and their number."""

    test: str
    rows: int


@dataclass(frozen=True)
class PublishSummary:
    """What was published: rows by table, documents of the archive that have no reading yet, tests that warn, seconds taken."""

    rows: dict[str, int]
    unread: int
    warned: tuple[Warned, ...]
    seconds: float

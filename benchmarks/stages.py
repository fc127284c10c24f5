"""Where the time of a reading goes: a clock around the steps of the reading, put on from outside.

Here: which function belongs to which stage, and counting seconds, the pages that are not searched and those that further readers are
asked about. Not here: what is
read, in which order, and what is printed (reading.py). The reading knows nothing of it; a step that was renamed fails here at once.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from unittest import mock

from pipelines import reconcile
from pipelines.reading import arbitrate, document, engines, expected, performance, pictures, subject, triage
from pipelines.reading.pages import Document, Page
from pipelines.reading.tables import further, witness
from pipelines.reading.tables.aligned import AlignedReader

PAGES, PICTURES, SUBJECT, TABLES, FORMS = "open and pages", "pictures", "subject", "tables", "forms"
CHECKS, EVALUATIONS, NARRATIVE = "checks", "evaluations", "narrative"
FURTHER = "further readers"  # with all that their rivals' readings take: tables, forms and checks made again
REST = "records"  # whatever is in no other stage: repair, coverage, records, Parquet
STAGES = (PAGES, PICTURES, SUBJECT, TABLES, FORMS, CHECKS, EVALUATIONS, NARRATIVE, FURTHER, REST)

_STEPS: tuple[tuple[str, Any, str], ...] = (
    (PAGES, triage, "triage"),
    (PAGES, Document, "__init__"),
    (PICTURES, pictures, "read_pictures"),
    (SUBJECT, subject, "identify"),
    (SUBJECT, expected, "expected_forms"),
    (SUBJECT, expected, "announced_forms"),
    (TABLES, engines, "first_grids"),
    (TABLES, engines, "stitch"),
    (FORMS, engines, "interpret"),
    (CHECKS, reconcile, "check"),
    (EVALUATIONS, performance, "read_performance"),
    (EVALUATIONS, document, "evaluated"),
    (NARRATIVE, document, "read_narrative"),
    (FURTHER, arbitrate, "settle"),
    (FURTHER, arbitrate, "settled_causes"),
)
_ASKED: tuple[tuple[Any, str], ...] = (
    (AlignedReader, "grids"),
    (further.PlumberReader, "grids"),
    (witness.Witness, "printed_in"),
    (further.CamelotReader, "grids"),
)


class StageClock:
    """Seconds by stage, each moment counted once: in the innermost stage, but in `further readers` as long as that runs.

    `asked` holds by further reader the pages that it was asked about, `unsearched` those on which no reader looked for tables, as
    (document, page number).
    """

    def __init__(self, clock: Callable[[], float] = time.process_time):
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self.asked: dict[str, set[tuple[str, int]]] = {}
        self.unsearched: set[tuple[str, int]] = set()
        self._clock = clock
        self._stack: list[str] = []
        self._since = 0.0
        self._document = ""

    @contextmanager
    def document(self, name: str) -> Generator[None]:
        """Times one document: the steps report here for as long as the block runs."""
        self._document = name
        with ExitStack() as patches:
            for stage, owner, step in _STEPS:
                patches.enter_context(mock.patch.object(owner, step, self._timed(stage, getattr(owner, step))))
            patches.enter_context(mock.patch.object(document.Document, "pages", self._timed_pages(Document.pages)))
            for owner, step in _ASKED:
                patches.enter_context(mock.patch.object(owner, step, self._noted(getattr(owner, step))))
            patches.enter_context(
                mock.patch.object(engines, "may_hold_table", self._sorted_out(engines.may_hold_table))
            )
            with self.stage(REST):
                yield

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        """Counts the block in a stage."""
        self._count()
        self._stack.append(FURTHER if FURTHER in self._stack else name)
        try:
            yield
        finally:
            self._count()
            self._stack.pop()

    def _count(self) -> None:
        now = self._clock()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    def _timed(self, stage: str, step: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(step)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(stage):
                return step(*args, **kwargs)

        return timed

    def _timed_pages(self, pages: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        @wraps(pages)
        def timed(opened: Document) -> Iterator[Any]:
            found = pages(opened)
            while True:
                with self.stage(PAGES):
                    page = next(found, None)
                if page is None:
                    return
                yield page

        return timed

    def _sorted_out(self, may_hold_table: Callable[[Page], bool]) -> Callable[[Page], bool]:
        @wraps(may_hold_table)
        def noted(page: Page) -> bool:
            found = may_hold_table(page)
            if not found:
                self.unsearched.add((self._document, page.number))
            return found

        return noted

    def _noted(self, grids: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(grids)
        def noted(reader: Any, page: Any, *args: Any) -> Any:
            if FURTHER in self._stack:
                self.asked.setdefault(reader.name, set()).add((self._document, page.number))
            return grids(reader, page, *args)

        return noted

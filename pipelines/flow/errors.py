"""What ends a run, as distinct from what is wrong with a document (that is a row of `documents`)."""

from pipelines import DuizhangError


class RunError(DuizhangError):
    """The run itself failed."""


class NothingToReadError(RunError):
    """Nothing was named, no source is configured, and the archive is empty."""


class WorkerStartError(RunError):
    """No worker process could be started, or the reader could not be imported in it."""


class StoppedError(RunError):
    """Reading was stopped from outside; nothing is known about the document."""


class ReadingFailedError(RunError):
    """One document could not be read for a reason outside it: a damaged archive, a full disk."""


class NothingPublishedError(RunError):
    """There is no published database in the data directory yet."""

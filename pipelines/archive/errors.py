"""What can go wrong while archiving, in one tree. Does not belong here: what is wrong with a document (that is a row, not an exception)."""

from pipelines import DuizhangError


class ArchiveError(DuizhangError):
    """Something is wrong with the archive itself, or with one thing that was to enter it."""


class LockedError(ArchiveError):
    """Another run is writing to the same data directory."""


class LedgerDamagedError(ArchiveError):
    """A line of the ledger, other than a torn last one, cannot be read."""


class InputError(ArchiveError):
    """One file, folder or address could not be read; the others are not concerned."""


class FetchRefusedError(InputError):
    """An address that is not fetched on principle: another scheme, a private network, too many redirects, too large."""


class FetchFailedError(InputError):
    """An address that could not be fetched this time."""

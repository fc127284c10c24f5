"""What persons decided about cells that the reading doubts: a ledger that later runs apply.

Belongs here: writing decisions down and finding those of a document. Does not belong here: which cells are in doubt (pipelines/reading/review.py),
putting decisions onto tables (pipelines/reading/decisions.py), the command line.
"""

from pipelines.review.ledger import Entry, LedgerError, append, decisions_of, latest, ledger_path, read_entries

__all__ = ["Entry", "LedgerError", "append", "decisions_of", "latest", "ledger_path", "read_entries"]

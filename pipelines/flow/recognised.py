"""What was recognised in pictures, on disk: `DIR/recognised/<recogniser>/<xx>/<name>.json`, so that a page is recognised once though
it is read again by every new version of the reader.

Belongs here: where it lies. Does not belong here: what it means (pipelines/reading/pictures). The folder may be deleted at any time.
"""

from pathlib import Path

from pipelines.archive.files import write_atomic
from pipelines.reading.recogniser import recogniser_version


class RecognisedFiles:
    """The memory that a reader is given."""

    def __init__(self, folder: Path):
        self._folder = folder / (recogniser_version() or "none")

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / f"{name}.json"

    def recall(self, name: str) -> str | None:
        """What was kept under a name; None where nothing was."""
        try:
            return self._path(name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def keep(self, name: str, text: str) -> None:
        """Keep a text under a name of letters and digits."""
        write_atomic(self._path(name), text.encode())

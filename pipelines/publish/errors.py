"""What ends a publication. Belongs here: the exception alone."""

from pathlib import Path

from pipelines import DuizhangError


class PublishError(DuizhangError):
    """Nothing was published; the curated tables are those of before. `log` is relative to the data directory, None where there is none."""

    def __init__(self, message: str, log: Path | None = None) -> None:
        super().__init__(f"{message} (see {log.as_posix()} in the data directory)" if log else message)
        self.log = log

"""What the assets are given: the data directory. Belongs here: reading the environment, and nothing else reads it. Does not: paths inside it.

DUIZHANG_DATA_DIR is the directory that the command line calls --data-dir; without it, `data` below the current folder, as there.
"""

import os
from pathlib import Path

import dagster as dg

from pipelines.flow import DEFAULT_READER


class DataDirectory(dg.ConfigurableResource):
    """The data directory, and how to work in it.

    `workers` reading processes (None: as many as processors); `wait_seconds` for the lock while another run, the command line's
    too, is writing; `reader` as pipelines.flow has it.
    """

    location: str
    workers: int | None = None
    wait_seconds: float = 6 * 3600
    reader: str = DEFAULT_READER

    @property
    def path(self) -> Path:
        """The directory as an absolute path."""
        return Path(self.location).absolute()


def data_directory() -> Path:
    """The data directory that the environment names."""
    return Path(os.environ.get("DUIZHANG_DATA_DIR", "data")).absolute()


def resources() -> dict[str, DataDirectory]:
    """The resources by the names under which assets ask for them."""
    return {"data": DataDirectory(location=str(data_directory()))}

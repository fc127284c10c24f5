"""A run: archive what is named, read what is not read yet, build and publish. Without Dagster and without a terminal.

Belongs here: the steps, the supervision of worker processes, and readings on disk. Does not belong here: any step's own work, which lies in
pipelines/archive, pipelines/reading, dbt and pipelines/publish.

Names are loaded on first use: a worker process needs few of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.archive import archive_inputs
    from pipelines.flow.steps import (
        ReadSummary,
        RunSummary,
        build_warehouse,
        default_workers,
        read_archived,
        run,
        write_index,
    )
    from pipelines.flow.tasks import DEFAULT_READER, Limits, Outcome, ReadTask
    from pipelines.sources import configured_inputs

_HOMES = {
    "pipelines.archive": ("archive_inputs",),
    "pipelines.flow.steps": (
        "ReadSummary",
        "RunSummary",
        "build_warehouse",
        "default_workers",
        "read_archived",
        "run",
        "write_index",
    ),
    "pipelines.sources": ("configured_inputs",),
    "pipelines.flow.tasks": ("DEFAULT_READER", "Limits", "Outcome", "ReadTask"),
}

__all__ = [
    "DEFAULT_READER",
    "Limits",
    "Outcome",
    "ReadSummary",
    "ReadTask",
    "RunSummary",
    "archive_inputs",
    "build_warehouse",
    "configured_inputs",
    "default_workers",
    "read_archived",
    "run",
    "write_index",
]


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What a reading task is, and what comes of it: plain values that can be sent to another process or machine.

Belongs here: the values shared by the steps of reading. Does not belong here: starting processes, writing files.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.flow.errors import RunError

DEFAULT_READER: str = "pipelines.reading:read_document"
QUARANTINED = "quarantined"
TIME_LIMIT, MEMORY_LIMIT, UNREADABLE, UNSUPPORTED = "time_limit", "memory_limit", "unreadable", "unsupported_type"


@dataclass(frozen=True)
class Limits:
    """What reading one document may take: seconds by the clock, and bytes of memory of its process."""

    seconds: float = 300.0
    memory: int = 3 * 1024**3


@dataclass(frozen=True)
class ReadTask:
    """One document to read.

    `data_dir` as text; `hints` as a dictionary; `reader` is the dotted name `package.module:function`, `version` that of its module.
    """

    data_dir: str
    document_id: str
    file_name: str
    size: int
    hints: Mapping[str, Any]
    reader: str
    version: str
    limits: Limits


@dataclass(frozen=True)
class Outcome:
    """One document read: its status, seconds and bytes that it took, rows by table, and the reader's error where it raised one."""

    document_id: str
    file_name: str
    status: str
    status_reason: str | None
    seconds: float
    peak_memory: int = 0
    page_count: int | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None


def reader_version(reader: str) -> str:
    """EXTRACTOR_VERSION of the module of a dotted name `package.module:function`, without loading the reader itself where that can wait.

    Raises RunError where there is none, or it cannot name a folder.
    """
    try:
        version = importlib.import_module(reader.partition(":")[0]).EXTRACTOR_VERSION
    except (ImportError, AttributeError) as error:
        raise RunError(f"the reader {reader} cannot be used: {error}") from error
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", version):
        raise RunError(f"the reader {reader} has the version {version!r}, which cannot name a folder")
    return version


def resolve_reader(reader: str) -> tuple[Callable[..., Any], str]:
    """The function of a dotted name `package.module:function`, and its version. Raises RunError where there is no such function."""
    version = reader_version(reader)
    module_name, _, function_name = reader.partition(":")
    try:
        return getattr(importlib.import_module(module_name), function_name), version
    except (ImportError, AttributeError) as error:
        raise RunError(f"the reader {reader} cannot be used: {error}") from error

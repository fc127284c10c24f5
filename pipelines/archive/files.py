"""Writing files so that a crash leaves the old file or the new one, never half of one.

Belongs here: the few calls that make a write durable and atomic. Does not belong here: what is written, and where.
"""

import os
import shutil
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a rename survives a power cut only once its folder is on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a written file's bytes durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomic(path: Path, data: bytes) -> bool:
    """Put `data` at `path` by way of a file beside it; returns False, and touches nothing, where it stands there already."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.partial")
    beside.write_bytes(data)
    sync_file(beside)
    beside.replace(path)
    sync_folder(path.parent)
    return True


def sweep(folder: Path) -> int:
    """Remove what dead runs left in a folder of temporary entries; returns how many. Call it only under the data directory's lock."""
    if not folder.is_dir():
        return 0
    entries = list(folder.iterdir())
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    return len(entries)

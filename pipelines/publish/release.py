"""One publication from beginning to end: build aside, check, export, swap in.

Belongs here: the order of these steps and the swap. Does not belong here: the steps themselves.
"""

import json
import shutil
import time
from collections import Counter
from pathlib import Path

from pipelines import schema
from pipelines.archive import hold
from pipelines.archive.files import sync_file, sync_folder, write_atomic
from pipelines.publish.carry import note
from pipelines.publish.export import Exported, export
from pipelines.publish.fingerprint import DATAPACKAGE, files, fingerprint
from pipelines.publish.package import WAREHOUSE, datapackage
from pipelines.publish.partitions import PATTERNS
from pipelines.publish.project import curated_dir, swap_marker
from pipelines.publish.summary import PublishSummary
from pipelines.publish.warehouse import build
from pipelines.schema.dictionary import dictionary

# The description of the tables travels with them.
DICTIONARIES = {"data-dictionary.md": "en", "data-dictionary.zh-CN.md": "zh"}


def release(data_dir: Path) -> PublishSummary:
    """See pipelines.publish.publish. Holds the data directory's lock."""
    started = time.monotonic()
    with hold(data_dir):
        aside = data_dir / "build" / "aside"
        # Under the lock nobody else builds here: what lies there was left by a run that died.
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        try:
            made_from = fingerprint(data_dir)
            built = build(data_dir, aside)
            exported, unread = export(data_dir, built, aside / "curated")
            text = datapackage(exported, fingerprint=made_from, extractor_version=built.extractor_version)
            _swap(data_dir, exported, built.database, text)
            note(data_dir, built.carried)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    rows = Counter()
    for one in exported:
        rows[one.table] += one.rows
    return PublishSummary(dict(rows), unread, built.warned, time.monotonic() - started)


def _swap(data_dir: Path, exported: list[Exported], database: Path, package: str) -> None:
    """Put the new files in their places, the data package last.

    Each file is replaced whole, so whoever has an old one open keeps reading it. A marker stands meanwhile: a run that dies here
    leaves new files beside old ones, and the next run sees that and publishes again.
    """
    folder = curated_dir(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    database.chmod(0o444)
    new = [one for one in exported if not one.is_kept]
    for path in (*(one.path for one in new), database):
        sync_file(path)
    marker = swap_marker(data_dir)
    before = _published_files(folder, is_whole=not marker.exists())
    marker.touch()
    sync_folder(marker.parent)
    for one in new:
        (folder / one.place).parent.mkdir(parents=True, exist_ok=True)
        one.path.replace(folder / one.place)
    for changed in {(folder / one.place).parent for one in new} - {folder}:
        sync_folder(changed)
    database.replace(folder / WAREHOUSE)
    for name, language in DICTIONARIES.items():
        write_atomic(folder / name, dictionary(schema.schema(), language).encode())
    sync_folder(folder)
    write_atomic(folder / DATAPACKAGE, package.encode())
    for stale in before - {one.place for one in exported}:
        (folder / stale).unlink(missing_ok=True)
        _remove_empty(folder / stale, folder)
    marker.unlink()


def _published_files(folder: Path, *, is_whole: bool) -> set[str]:
    """Paths of the files of ours: those that the present data package lists; where a swap was cut short, or nothing says what there is, what lies under the
    names of ours besides. What others put beside them is theirs."""
    try:
        listed = {file["path"] for file in files(json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8")))}
        if is_whole:
            return listed
    except (OSError, ValueError, KeyError, TypeError):
        listed = set()
    found = [
        path
        for name in schema.schema().group("curated")
        for pattern in (f"{name}.parquet", *(f"{name}/{pattern}" for pattern in PATTERNS))
        for path in folder.glob(pattern)
    ]
    return listed | {path.relative_to(folder).as_posix() for path in found}


def _remove_empty(file: Path, folder: Path) -> None:
    """Remove the folders between a file that is gone and `folder` that hold nothing any more."""
    for parent in file.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()

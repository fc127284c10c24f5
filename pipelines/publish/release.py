"""One publication from beginning to end: build aside, check, export, swap in.

Belongs here: the order of these steps and the swap. Does not belong here: the steps themselves.
"""

import json
import shutil
import time
from pathlib import Path

from pipelines import schema
from pipelines.archive import hold
from pipelines.archive.files import sync_file, sync_folder, write_atomic
from pipelines.publish.carry import note
from pipelines.publish.export import Exported, export
from pipelines.publish.fingerprint import DATAPACKAGE, fingerprint
from pipelines.publish.package import WAREHOUSE, datapackage
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
            note(data_dir, built.batches)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    rows = {one.table: one.rows for one in exported}
    return PublishSummary(rows, unread, built.warned, time.monotonic() - started)


def _swap(data_dir: Path, exported: list[Exported], database: Path, package: str) -> None:
    """Put the new files in their places, the data package last.

    Each file is replaced whole, so whoever has an old one open keeps reading it. A marker stands meanwhile: a run that dies here
    leaves new files beside old ones, and the next run sees that and publishes again.
    """
    folder = curated_dir(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    database.chmod(0o444)
    for path in (*(one.path for one in exported), database):
        sync_file(path)
    before = _published_files(folder)
    marker = swap_marker(data_dir)
    marker.touch()
    sync_folder(marker.parent)
    for one in exported:
        one.path.replace(folder / one.path.name)
    database.replace(folder / WAREHOUSE)
    for name, language in DICTIONARIES.items():
        write_atomic(folder / name, dictionary(schema.schema(), language).encode())
    sync_folder(folder)
    write_atomic(folder / DATAPACKAGE, package.encode())
    for stale in before - {one.path.name for one in exported}:
        (folder / stale).unlink(missing_ok=True)
    marker.unlink()


def _published_files(folder: Path) -> set[str]:
    """Names of the files that the present data package lists; what others put beside them is theirs."""
    try:
        package = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
        return {Path(resource["path"]).name for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()

"""What one publication hands to the next: the published warehouse, so that only what changed is written into it again.

Rows that belong to one document (its amounts, cells, checks, what is recomputed from them) stay as long as its reading and its subject stay; all else is
made anew. Belongs here: whether the published warehouse may be continued, and which readings it holds. Does not belong here: which of their
documents changed subject, and the rows (dbt, where `changed_only` stands).
"""

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.archive.files import write_atomic
from pipelines.publish.compact import Batches
from pipelines.publish.fingerprint import code_digest, published_fingerprint
from pipelines.publish.project import WAREHOUSE, curated_dir

KNOWN = "known.parquet"
# What of a document's subject stands beside its rows, or decides them.
_SUBJECT = {
    "document_id": pl.String,
    "region_code": pl.String,
    "department_id": pl.String,
    "fiscal_year": pl.Int32,
    "kind": pl.String,
    "entity_level": pl.String,
}
# Where more than one reading of so many is new, building all is quicker, and leaves a smaller file.
_FEW = 4


def begin(data_dir: Path, folder: Path, database: Path, batches: Batches | None) -> bool:
    """Put a copy of the published warehouse at `database` where it may be continued, and into `folder` what it knows: the subjects of the documents
    whose readings are the same. Otherwise what is known is nothing. Returns whether it is continued."""
    readings = batches.readings if batches is not None else {}
    held = _published(data_dir)
    same = [document_id for document_id, stamp in readings.items() if held.get(document_id) == stamp]
    continued = (len(readings) - len(same)) * _FEW < len(readings)
    known = pl.DataFrame(schema=_SUBJECT)
    if continued:
        known = pl.read_parquet(curated_dir(data_dir) / "documents.parquet", columns=list(_SUBJECT))
        known = known.filter(pl.col("document_id").is_in(same))
        shutil.copyfile(curated_dir(data_dir) / WAREHOUSE, database)
    known.write_parquet(folder / KNOWN)
    return continued


def note(data_dir: Path, batches: Batches | None) -> None:
    """Remember which readings the warehouse holds that has just been published."""
    content = {
        "fingerprint": published_fingerprint(data_dir),
        "code": code_digest(),
        "warehouse": _stamp(data_dir),
        "readings": dict(batches.readings) if batches is not None else {},
    }
    write_atomic(_note(data_dir), json.dumps(content).encode())


def _published(data_dir: Path) -> dict[str, str]:
    """Readings that the published warehouse holds, by document; none where it is not the one that was noted, or other code made it."""
    try:
        noted: dict[str, Any] = json.loads(_note(data_dir).read_text(encoding="utf-8"))
        current = published_fingerprint(data_dir)
        same = (noted["fingerprint"], noted["code"], noted["warehouse"]) == (current, code_digest(), _stamp(data_dir))
        return noted["readings"] if same and current is not None else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _stamp(data_dir: Path) -> list[int]:
    found = (curated_dir(data_dir) / WAREHOUSE).stat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _note(data_dir: Path) -> Path:
    return data_dir / "build" / "published.json"

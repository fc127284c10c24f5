"""What one publication hands to the next: the published warehouse, so that only what changed is written into it again.

Rows that belong to one document (its amounts, cells, checks, what is recomputed from them) stay as long as its reading and its subject stay, those that
compare the documents of a body or region as long as all of these do; all else is made anew. Belongs here: whether the published warehouse may be
continued, and which readings it holds. Does not belong here: what changed, and the rows (dbt, where `changed_only` stands).
"""

import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import schema
from pipelines.archive.files import write_atomic
from pipelines.publish.compact import Batches
from pipelines.publish.fingerprint import code_digest, published_fingerprint
from pipelines.publish.project import WAREHOUSE, curated_dir

KNOWN = "known.parquet"
_SAME = "is_same_reading"
# Where more than one reading of so many is new, building all is quicker, and leaves a smaller file.
_FEW = 4


def begin(data_dir: Path, folder: Path, database: Path, batches: Batches | None) -> bool:
    """Put a copy of the published warehouse at `database` where it may be continued, and into `folder` what it knows: its documents, and of which
    the reading is the same. Otherwise what is known is nothing. Returns whether it is continued."""
    readings = batches.readings if batches is not None else {}
    held = _published(data_dir)
    same = [document_id for document_id, stamp in readings.items() if held.get(document_id) == stamp]
    continued = (len(readings) - len(same)) * _FEW < len(readings)
    known = pl.DataFrame(schema=schema.curated_tables()["documents"])
    if continued:
        known = pl.read_parquet(curated_dir(data_dir) / "documents.parquet")
        shutil.copyfile(curated_dir(data_dir) / WAREHOUSE, database)
    known.with_columns(pl.col("document_id").is_in(same).alias(_SAME)).write_parquet(folder / KNOWN)
    return continued


def note(data_dir: Path, batches: Batches | None) -> None:
    """Remember which readings the warehouse holds that has just been published."""
    content = {
        "fingerprint": published_fingerprint(data_dir),
        "code": _code(),
        "warehouse": _stamp(data_dir),
        "readings": dict(batches.readings) if batches is not None else {},
    }
    write_atomic(_note(data_dir), json.dumps(content).encode())


def _published(data_dir: Path) -> dict[str, str]:
    """Readings that the published warehouse holds, by document; none where it is not the one that was noted, or other code made it."""
    try:
        noted: dict[str, Any] = json.loads(_note(data_dir).read_text(encoding="utf-8"))
        current = published_fingerprint(data_dir)
        same = (noted["fingerprint"], noted["code"], noted["warehouse"]) == (current, _code(), _stamp(data_dir))
        return noted["readings"] if same and current is not None else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _code() -> list[str]:
    """What made the published files: this code, and what writes databases and Parquet."""
    return [code_digest(), version("duckdb")]


def _stamp(data_dir: Path) -> list[int]:
    found = (curated_dir(data_dir) / WAREHOUSE).stat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _note(data_dir: Path) -> Path:
    return data_dir / "build" / "published.json"

"""What one publication hands to the next: the published warehouse, so that only what changed is written into it again.

Rows that belong to one document (its amounts, cells, checks, what is recomputed from them) stay as long as its reading stays, those that compare the
documents of a body or region as long as all of these do; all else is made anew. Belongs here: whether the published warehouse may be continued, and
which readings dbt is given for that. Does not belong here: what changed, and the rows (dbt, where `changed_only` stands).
"""

import json
import os
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import schema
from pipelines.archive.files import write_atomic
from pipelines.publish.compact import Stamp, compact, gather, stamps
from pipelines.publish.fingerprint import code_digest, published_fingerprint
from pipelines.publish.project import WAREHOUSE, curated_dir, index_file

KNOWN = "known.parquet"
BODIES = "bodies.parquet"
_SAME = "is_same_reading"
# Where more than one reading of so many is new, building all is quicker, and leaves a smaller file.
_FEW = 4


@dataclass(frozen=True)
class Carried:
    """What a build begins with: whether the published warehouse is continued; the folder of batches of readings that dbt reads, all of them or those
    that changed; of every reading the number of printed amounts, and what tells it from every other one."""

    continued: bool
    folder: Path
    amounts: Mapping[str, int]
    readings: Mapping[str, Stamp]


def begin(data_dir: Path, folder: Path, database: Path, reader: str) -> Carried:
    """Put a copy of the published warehouse at `database` where it may be continued, and into `folder` what it knows: its documents, of which the reading
    is the same, and the bodies that their rows name. Otherwise what is known is nothing."""
    readings = stamps(data_dir, reader)
    noted = _noted(data_dir)
    known = _documents(data_dir) if noted else _no_documents()
    same = [one for one in known["document_id"] if one in readings and readings[one] == noted["readings"].get(one)]
    changed = _read(data_dir) - set(same)
    continued = bool(noted) and len(changed) * _FEW < len(readings)
    if not continued:
        know_nothing(folder)
        batches = compact(data_dir, reader, readings)
        return Carried(False, batches.folder, batches.amounts, readings)
    known.with_columns(pl.col("document_id").is_in(same).alias(_SAME)).write_parquet(folder / KNOWN)
    _copy(curated_dir(data_dir) / WAREHOUSE, database)
    _bodies(database).write_parquet(folder / BODIES)
    batches = folder / "readings"
    amounts = gather(data_dir, reader, changed & readings.keys(), batches / "changed")
    # What documents are has to be known of all of them: of those that did not change it stands in the published table.
    (batches / "same").mkdir()
    columns = list(schema.reading_tables()["documents"])
    known.filter(pl.col("document_id").is_in(same)).select(columns).write_parquet(
        batches / "same" / "documents.parquet"
    )
    return Carried(True, batches, {one: noted["amounts"][one] for one in same} | amounts, readings)


def know_nothing(folder: Path) -> None:
    """Leave in `folder` what a build knows that continues nothing."""
    _no_documents().with_columns(pl.lit(False).alias(_SAME)).write_parquet(folder / KNOWN)
    pl.DataFrame(schema={"region_code": pl.String, "row_body": pl.String}).write_parquet(folder / BODIES)


def note(data_dir: Path, carried: Carried | None) -> None:
    """Remember which readings the warehouse holds that has just been published."""
    content = {
        "fingerprint": published_fingerprint(data_dir),
        "code": _code(),
        "warehouse": _stamp(data_dir),
        "readings": dict(carried.readings) if carried is not None else {},
        "amounts": dict(carried.amounts) if carried is not None else {},
    }
    write_atomic(_note(data_dir), json.dumps(content).encode())


def _noted(data_dir: Path) -> dict[str, Any]:
    """What is noted of the published warehouse; nothing where it is not the one that was noted, or other code made it."""
    try:
        noted: dict[str, Any] = json.loads(_note(data_dir).read_text(encoding="utf-8"))
        current = published_fingerprint(data_dir)
        same = (noted["fingerprint"], noted["code"], noted["warehouse"]) == (current, _code(), _stamp(data_dir))
        return noted if same and current is not None else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _documents(data_dir: Path) -> pl.DataFrame:
    return pl.read_parquet(curated_dir(data_dir) / "documents.parquet", glob=False)


def _no_documents() -> pl.DataFrame:
    return pl.DataFrame(schema=schema.curated_tables()["documents"])


def _read(data_dir: Path) -> set[str]:
    """Documents of the archive that have a reading."""
    index = pl.read_parquet(index_file(data_dir), columns=["document_id", "reading_path"], glob=False)
    return set(index.filter(pl.col("reading_path").is_not_null())["document_id"])


def _bodies(database: Path) -> pl.DataFrame:
    """Names of bodies in rows of the published amounts, by region. DuckDB passes over blocks without any."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as warehouse:
        query = "select distinct region_code, row_body from marts.amounts where row_body is not null"
        rows = warehouse.execute(query).fetchall()
    return pl.DataFrame(rows, schema={"region_code": pl.String, "row_body": pl.String}, orient="row")


def _copy(source: Path, target: Path) -> None:
    """Copy a file within the data directory: without copying its blocks where the file system shares them (Btrfs, XFS), else in the kernel."""
    try:
        with source.open("rb") as reading, target.open("xb") as writing:
            left = os.fstat(reading.fileno()).st_size
            while left > 0 and (done := os.copy_file_range(reading.fileno(), writing.fileno(), left)):
                left -= done
    except (AttributeError, OSError):
        # A system, kernel or file system without such a call.
        shutil.copyfile(source, target)


def _code() -> list[str]:
    """What made the published files: this code, what writes databases and Parquet, and the tables by which names are folded."""
    return [code_digest(), version("duckdb"), unicodedata.unidata_version]


def _stamp(data_dir: Path) -> list[int]:
    found = (curated_dir(data_dir) / WAREHOUSE).stat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _note(data_dir: Path) -> Path:
    return data_dir / "build" / "published.json"

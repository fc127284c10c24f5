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
from io import BytesIO
from pathlib import Path

import polars as pl

from pipelines import schema
from pipelines.archive.files import write_atomic
from pipelines.publish.compact import STAMPS, compact, gather, stamps
from pipelines.publish.fingerprint import code_digest, published_fingerprint
from pipelines.publish.project import WAREHOUSE, curated_dir, index_file

KNOWN = "known.parquet"
BODIES = "bodies.parquet"
_STAY = "stay.parquet"
# What stg_published__documents has besides the published columns: whether the reading and the entry in the archive are those that are published.
_SAME = {"is_same_reading": pl.Boolean, "is_same_entry": pl.Boolean}
_MADE = "made"
# Where more than one reading of so many is new, building all is quicker, and leaves a smaller file.
_FEW = 4


@dataclass(frozen=True)
class Carried:
    """What a build begins with: whether the published warehouse is continued; the folder of batches of readings that dbt reads, all of them or those
    that changed; of every reading what tells it from every other one (STAMPS), and the number of its printed `amounts`; how many readings are to be
    written that were not published as they are."""

    continued: bool
    folder: Path
    readings: pl.DataFrame
    changed: int


def begin(data_dir: Path, folder: Path, database: Path, reader: str) -> Carried:
    """Put a copy of the published warehouse at `database` where it may be continued, and into `folder` what it knows: its documents, of which the reading
    is the same, and the bodies that their rows name. Otherwise what is known is nothing."""
    readings = stamps(data_dir, reader)
    noted = _noted(data_dir)
    read = pl.read_parquet(index_file(data_dir), glob=False).filter(pl.col("reading_path").is_not_null())
    if noted is not None:
        known = _known(data_dir, readings, noted, read)
        same = known.filter("is_same_reading").select("document_id")
        changed = read.select("document_id").join(same, on="document_id", how="anti")
    if noted is None or len(changed) * _FEW >= len(readings):
        know_nothing(folder)
        batches = compact(data_dir, reader, readings)
        return Carried(False, batches.folder, _with_amounts(readings, batches.amounts), len(read))
    _write(known, folder / KNOWN)
    _copy(curated_dir(data_dir) / WAREHOUSE, database)
    _write(same.join(read, on="document_id", how="semi"), folder / _STAY)
    _bodies(database, folder / _STAY).write_parquet(folder / BODIES)
    batches = folder / "readings"
    new = changed.join(readings, on="document_id", how="semi")["document_id"]
    amounts = gather(data_dir, reader, new, batches / "changed")
    # What documents are has to be known of all of them: of those that did not change it stands in the published table.
    (batches / "same").mkdir()
    columns = list(schema.reading_tables()["documents"])
    _write(known.filter("is_same_reading").select(columns), batches / "same" / "documents.parquet")
    before = noted.join(same, on="document_id", how="semi").select("document_id", "amounts")
    return Carried(True, batches, _with_amounts(readings, amounts, before), len(changed))


def know_nothing(folder: Path) -> None:
    """Leave in `folder` what a build knows that continues nothing."""
    pl.DataFrame(schema={**schema.curated_tables()["documents"], **_SAME}).write_parquet(folder / KNOWN)
    pl.DataFrame(schema={"region_code": pl.String, "row_body": pl.String}).write_parquet(folder / BODIES)


def note(data_dir: Path, carried: Carried | None) -> None:
    """Remember which readings the warehouse holds that has just been published."""
    made = {"fingerprint": published_fingerprint(data_dir), "code": _code(), "warehouse": _stamp(data_dir)}
    readings = carried.readings if carried is not None else _with_amounts(pl.DataFrame(schema=STAMPS), {})
    content = BytesIO()
    readings.write_parquet(content, compression="lz4", metadata={_MADE: json.dumps(made)})
    write_atomic(_note(data_dir), content.getvalue())


def _noted(data_dir: Path) -> pl.DataFrame | None:
    """The readings noted of the published warehouse; None where it is not the one that was noted, or other code made it."""
    path = _note(data_dir)
    try:
        made = json.loads(pl.read_parquet_metadata(path)[_MADE])
        current = published_fingerprint(data_dir)
        same = made == {"fingerprint": current, "code": _code(), "warehouse": _stamp(data_dir)}
        return pl.read_parquet(path, glob=False) if same and current is not None else None
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None


def _known(data_dir: Path, readings: pl.DataFrame, noted: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """The published documents, and of each whether its reading, and its entry among the `read` ones of the archive, are those that are published."""
    known = pl.read_parquet(curated_dir(data_dir) / "documents.parquet", glob=False)
    stamped = readings.join(noted, on=readings.columns, how="semi")
    entry = [name for name in schema.schema().group("archive")["index"].names if name in known.columns]
    listed = read.select(entry).cast({name: known.schema[name] for name in entry})
    entered = known.select(entry).join(listed, on=entry, how="semi", nulls_equal=True)
    return known.with_columns(
        pl.col("document_id").is_in(same["document_id"].implode()).alias(name)
        for name, same in zip(_SAME, (stamped, entered), strict=True)
    )


def _with_amounts(readings: pl.DataFrame, amounts: Mapping[str, int], *others: pl.DataFrame) -> pl.DataFrame:
    """The readings with the number of printed amounts of those that the archive holds."""
    counted = {"document_id": list(amounts), "amounts": list(amounts.values())}
    counts = pl.concat([pl.DataFrame(counted, schema={"document_id": pl.String, "amounts": pl.Int64}), *others])
    return readings.join(counts, on="document_id", how="left", maintain_order="left")


def _write(frame: pl.DataFrame, path: Path) -> None:
    # Read once, within the minute: to compress it takes longer than to write it.
    frame.write_parquet(path, compression="uncompressed", statistics=False)


def _bodies(database: Path, documents: Path) -> pl.DataFrame:
    """Names of bodies in rows of the published documents that a Parquet file lists, by region."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as warehouse:
        query = "select distinct region_code, row_body from quality.named_bodies semi join read_parquet(?) using (document_id)"
        rows = warehouse.execute(query, [str(documents)]).fetchall()
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
    return data_dir / "build" / "published.parquet"

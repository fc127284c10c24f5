"""From the built warehouse to Parquet: the same inputs make the same bytes.

Belongs here: the checks that count rows across files and tables, and the ordered export. Does not belong here: which rows make a partition
(partitions.py), the swap.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import schema
from pipelines.publish import partitions
from pipelines.publish.errors import PublishError
from pipelines.publish.fingerprint import DATAPACKAGE
from pipelines.publish.project import curated_dir, index_file, memory_limit
from pipelines.publish.warehouse import LOG, Build


@dataclass(frozen=True)
class Exported:
    """One published file: its table's name, path, rows, bytes and sha256; `partition` is its folder below the table's, and `is_kept` says that
    the file is the one that is published already."""

    table: str
    path: Path
    rows: int
    size: int
    sha256: str
    partition: str | None = None
    is_kept: bool = False

    @property
    def place(self) -> str:
        """Its path among the published files."""
        name = self.table
        return f"{name}/{self.partition}/{partitions.FILE}" if self.partition else f"{name}.parquet"


def export(data_dir: Path, build: Build, folder: Path) -> tuple[list[Exported], int]:
    """Check the built warehouse and write every curated table as Parquet into `folder`, except partitions that are published as they would be
    written; also returns the number of unread documents.

    Raises PublishError where a document or an amount was lost on the way.
    """
    folder.mkdir(parents=True)
    with duckdb.connect(str(build.database), read_only=True) as warehouse:
        warehouse.execute("set TimeZone = 'UTC'")
        warehouse.execute(f"set memory_limit = '{memory_limit()}'")
        if build.threads is not None:
            warehouse.execute(f"set threads = {build.threads}")
        unread = _nothing_lost(warehouse, data_dir, build)
        published = _published_partitions(data_dir) if build.written is not None else {}
        exported: list[Exported] = []
        (documents,) = _one(warehouse, "select count(*) from marts.documents")
        for table in schema.schema().group("curated").values():
            (rows,) = _one(warehouse, f"select count(*) from {table.schema_name}.{table.name}")  # noqa: S608
            levels = partitions.levels_of(table, rows, documents)
            if levels:
                # Where the table was one file, or divided otherwise, all of it is written.
                kept = [one for one in published.get(table.name, []) if (one.partition or "").count("/") + 1 == levels]
                files = list(_partitions(warehouse, table, levels, build.written if kept else None, kept, folder))
            else:
                source = f"{table.schema_name}.{table.name}"
                files = [_copy(warehouse, table, source, folder / f"{table.name}.parquet")]
            if sum(one.rows for one in files) != rows:
                raise PublishError(f"{table.name} has {rows} rows, its files {sum(one.rows for one in files)}")
            exported += files
        return exported, unread


def _nothing_lost(warehouse: duckdb.DuckDBPyConnection, data_dir: Path, build: Build) -> int:
    """Compare the warehouse with the files it was built from, not with dbt's own views of them."""
    index = str(index_file(data_dir))
    indexed, read = _one(warehouse, "select count(*), count(reading_path) from read_parquet(?)", [index])
    (documents,) = _one(warehouse, "select count(*) from marts.documents")
    if documents != read:
        raise PublishError(f"{read - documents} of {read} documents were lost on the way to the warehouse", LOG)
    if build.carried is not None:
        entries = pl.read_parquet(index, columns=["document_id", "reading_path"], glob=False).drop_nulls("reading_path")
        amounts = build.carried.readings.join(entries, on="document_id", how="semi")["amounts"].sum()
        (published,) = _one(warehouse, "select count(*) from marts.amounts")
        if amounts != published:
            raise PublishError(f"the readings hold {amounts} amounts, the warehouse {published}", LOG)
    return indexed - read


def _one(warehouse: duckdb.DuckDBPyConnection, query: str, parameters: list[object] | None = None) -> tuple[int, ...]:
    row = warehouse.execute(query, parameters or []).fetchone()
    if row is None:
        raise PublishError(f"no answer to: {query}")
    return row


def _partitions(
    warehouse: duckdb.DuckDBPyConnection,
    table: schema.Table,
    levels: int,
    written: partitions.Written | None,
    published: list[Exported],
    folder: Path,
) -> Iterator[Exported]:
    """The files of a table in the order of their places: those that are written anew, and those that stay."""
    files = []
    there = {one.partition or "": one.path for one in published}
    for one, source in partitions.rows_by_partition(warehouse, table, levels, written, there):
        path = folder / table.name / one.folder / partitions.FILE
        path.parent.mkdir(parents=True)
        files.append(_copy(warehouse, table, source, path, one.folder))
    anew = {one.folder for one in written.of(table, levels)} if written is not None else set()
    stay = [one for one in published if written is not None and one.partition not in anew]
    yield from sorted((*(file for file in files if file.rows), *stay), key=lambda file: file.place)


def _published_partitions(data_dir: Path) -> dict[str, list[Exported]]:
    """Partitions by table that the present data package lists; the caller knows that they are whole."""
    curated = curated_dir(data_dir)
    package: Mapping[str, Any] = json.loads((curated / DATAPACKAGE).read_text(encoding="utf-8"))
    return {
        resource["name"]: [
            Exported(
                resource["name"],
                curated / file["path"],
                file["row_count"],
                file["bytes"],
                file["hash"].removeprefix("sha256:"),
                str(Path(file["path"]).parent.relative_to(resource["path"])),
                is_kept=True,
            )
            for file in resource["files"]
        ]
        for resource in package["resources"]
        if "files" in resource
    }


def _copy(
    warehouse: duckdb.DuckDBPyConnection, table: schema.Table, source: str, path: Path, partition: str | None = None
) -> Exported:
    # Rows that differ at all have one order only: by the key, which dbt has tested to be one, or where a table has none by every column.
    ordered = bool(table.key) and set(table.key) <= set(table.sort)
    rest = [] if ordered else [name for name in table.names if name not in table.sort]
    columns = ", ".join(f'"{name}"' for name in table.names)
    order = ", ".join(f'"{name}" nulls first' for name in (*table.sort, *rest))
    target = str(path).replace("'", "''")
    (rows,) = _one(
        warehouse,
        f"copy (select {columns} from {source} order by {order}) "  # noqa: S608
        f"to '{target}' (format parquet, compression zstd)",
    )
    return Exported(table.name, path, rows, path.stat().st_size, _sha256(path), partition)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""From the built warehouse to Parquet: the same inputs make the same bytes.

Belongs here: the checks that count rows across files and tables, and the ordered export. Does not belong here: the swap.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import schema
from pipelines.publish.errors import PublishError
from pipelines.publish.project import index_file
from pipelines.publish.warehouse import LOG, Build


@dataclass(frozen=True)
class Exported:
    """One published file: its table's name, path, rows, bytes and sha256."""

    table: str
    path: Path
    rows: int
    size: int
    sha256: str


def export(data_dir: Path, build: Build, folder: Path) -> tuple[list[Exported], int]:
    """Check the built warehouse and write every curated table as Parquet into `folder`; also returns the number of unread documents.

    Raises PublishError where a document or an amount was lost on the way.
    """
    folder.mkdir(parents=True)
    with duckdb.connect(str(build.database), read_only=True) as warehouse:
        warehouse.execute("set TimeZone = 'UTC'")
        unread = _nothing_lost(warehouse, data_dir, build)
        return [_copy(warehouse, table, folder) for table in schema.schema().group("curated").values()], unread


def _nothing_lost(warehouse: duckdb.DuckDBPyConnection, data_dir: Path, build: Build) -> int:
    """Compare the warehouse with the files it was built from, not with dbt's own views of them."""
    index = str(index_file(data_dir))
    indexed, read = _one(warehouse, "select count(*), count(reading_path) from read_parquet(?)", [index])
    (documents,) = _one(warehouse, "select count(*) from marts.documents")
    if documents != read:
        raise PublishError(f"{read - documents} of {read} documents were lost on the way to the warehouse", LOG)
    if build.batches is not None:
        amounts = sum(build.batches.amounts[document_id] for document_id in _read(warehouse, index))
        (published,) = _one(warehouse, "select count(*) from marts.amounts")
        if amounts != published:
            raise PublishError(f"the readings hold {amounts} amounts, the warehouse {published}", LOG)
    return indexed - read


def _read(warehouse: duckdb.DuckDBPyConnection, index: str) -> list[str]:
    query = "select document_id from read_parquet(?) where reading_path is not null"
    return [document_id for (document_id,) in warehouse.execute(query, [index]).fetchall()]


def _one(warehouse: duckdb.DuckDBPyConnection, query: str, parameters: list[object] | None = None) -> tuple[int, ...]:
    row = warehouse.execute(query, parameters or []).fetchone()
    if row is None:
        raise PublishError(f"no answer to: {query}")
    return row


def _copy(warehouse: duckdb.DuckDBPyConnection, table: schema.Table, folder: Path) -> Exported:
    # Every column stands in the order, the key first: rows that differ at all have one order only.
    path = folder / f"{table.name}.parquet"
    rest = [name for name in table.names if name not in table.sort]
    columns = ", ".join(f'"{name}"' for name in table.names)
    order = ", ".join(f'"{name}" nulls first' for name in (*table.sort, *rest))
    target = str(path).replace("'", "''")
    (rows,) = _one(
        warehouse,
        f"copy (select {columns} from {table.schema_name}.{table.name} order by {order}) "  # noqa: S608
        f"to '{target}' (format parquet, compression zstd)",
    )
    return Exported(table.name, path, rows, path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

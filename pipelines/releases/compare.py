"""What changed from one release to another, table by table and row by row.

Belongs here: comparing by key, counting, writing the rows that differ. Does not belong here: finding the folders (keep.py), what a change
means for a disclosure (the mart `restatements`).
"""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.releases.keep import ReleaseError, read_package

SUMMARY = "changes.json"


@dataclass(frozen=True)
class Changes:
    """How one table differs: rows by their key, columns by name. A table without a key has rows added and removed, none changed."""

    table: str
    added: int
    removed: int
    changed: int
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


def compare(old: Path, new: Path) -> list[Changes]:
    """Differences of every table of two releases, also of those that only one of them has."""
    with _opened(old, new) as (connection, tables):
        return [_count(connection, name, table) for name, table in tables.items()]


def write_changes(old: Path, new: Path, folder: Path) -> list[Changes]:
    """Write the rows that differ into `folder`, a Parquet file a table that changed, and changes.json; returns what `compare` returns.

    The column `row_change` says `added`, `removed`, `before` or `after`; rows follow the key, and the same two releases make the same bytes.
    Columns that only one release has are left out. Raises ReleaseError where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ReleaseError(f"{folder} is not empty: name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    with _opened(old, new) as (connection, tables):
        for name, table in tables.items():
            changes = _count(connection, name, table)
            found.append(changes)
            if changes.added or changes.removed or changes.changed:
                target = str(folder / f"{name}.parquet").replace("'", "''")
                order = ", ".join(f'"{column}" nulls first' for column in (*table.key, *table.columns))
                query = f"select * from ({table.rows}) order by {order}, row_change"  # noqa: S608
                connection.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)")
    text = json.dumps(
        {
            "since": read_package(old)["fingerprint"],
            "fingerprint": read_package(new)["fingerprint"],
            "tables": {
                one.table: {
                    "added": one.added,
                    "removed": one.removed,
                    "changed": one.changed,
                    "columns_added": list(one.columns_added),
                    "columns_removed": list(one.columns_removed),
                }
                for one in found
            },
        },
        indent=2,
    )
    (folder / SUMMARY).write_text(text + "\n", encoding="utf-8")
    return found


@dataclass(frozen=True)
class _Table:
    """One table of both releases: its key, the columns they share, and the query for the rows that differ, with a column `row_change`."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def _count(connection: duckdb.DuckDBPyConnection, name: str, table: _Table) -> Changes:
    query = f"select row_change, count(*) from ({table.rows}) group by row_change"  # noqa: S608
    counts: Mapping[str, int] = dict(connection.execute(query).fetchall())
    return Changes(
        name,
        counts.get("added", 0),
        counts.get("removed", 0),
        counts.get("after", 0),
        table.added,
        table.removed,
    )


@contextmanager
def _opened(old: Path, new: Path) -> Generator[tuple[duckdb.DuckDBPyConnection, dict[str, _Table]]]:
    before, after = _resources(old), _resources(new)
    with duckdb.connect() as connection:
        tables = {}
        for name in dict.fromkeys((*after, *before)):
            tables[name] = _table(
                name, before.get(name), after.get(name), _source(old, before.get(name)), _source(new, after.get(name))
            )
        yield connection, tables


def _resources(folder: Path) -> dict[str, dict[str, Any]]:
    return {resource["name"]: resource for resource in read_package(folder)["resources"]}


def _source(folder: Path, resource: dict[str, Any] | None) -> str:
    if resource is None:
        return ""
    path = folder / resource["path"]
    pattern = f"{path}/**/*.parquet" if path.is_dir() else str(path)
    return f"read_parquet('{pattern.replace(chr(39), chr(39) * 2)}', hive_partitioning = false)"


def _table(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None, before: str, after: str) -> _Table:
    if old is None or new is None:
        one, source, change = (new, after, "added") if old is None else (old, before, "removed")
        columns = _columns(one or {})
        return _Table((), columns, f"select '{change}' as row_change, {_list(columns)} from {source}", (), ())  # noqa: S608
    was, now = _columns(old), _columns(new)
    columns = tuple(column for column in now if column in was)
    key = tuple(new["schema"].get("primaryKey", ()))
    gone = f"select {_list(columns)} from {before} except all select {_list(columns)} from {after}"  # noqa: S608
    came = f"select {_list(columns)} from {after} except all select {_list(columns)} from {before}"  # noqa: S608
    if key and set(key) <= set(columns):
        same = " and ".join(f'one."{column}" is not distinct from other."{column}"' for column in key)
        rows = " union all by name ".join(
            f"select case when exists (from {theirs} other where {same}) then '{both}' else '{alone}' end as row_change, one.*"  # noqa: S608
            f" from {ours} one"
            for ours, theirs, both, alone in (("gone", "came", "before", "removed"), ("came", "gone", "after", "added"))
        )
    else:
        key, rows = (
            (),
            "select 'removed' as row_change, * from gone union all select 'added' as row_change, * from came",
        )
    return _Table(
        key,
        columns,
        f"with gone as ({gone}), came as ({came}) {rows}",
        tuple(column for column in now if column not in was),
        tuple(column for column in was if column not in now),
    )


def _columns(resource: dict[str, Any]) -> tuple[str, ...]:
    return tuple(field["name"] for field in resource["schema"]["fields"])


def _list(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)

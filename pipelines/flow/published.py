"""Reading the published database `DIR/curated/duizhang.duckdb`: opening it, and the figures that a run ends with.

Belongs here: what every command needs of the published copy. Does not belong here: making it (pipelines/publish), questions of one command.
A reader never meets a writer: a run builds another file and puts it in place, and a copy that is open stays whole.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.flow.errors import NothingPublishedError

if TYPE_CHECKING:
    import duckdb

SCHEMAS = ("marts", "raw", "quality")


@dataclass(frozen=True)
class Published:
    """Figures of the published copy: documents by status, by reason (a document may have several), and by outcome of their checks."""

    documents: Counter[str]
    reasons: Counter[str]
    amounts: int
    checks: Counter[str]


def database(data_dir: Path) -> Path:
    """Where the published database lies. Raises NothingPublishedError where there is none."""
    path = data_dir / "curated" / "duizhang.duckdb"
    if not path.is_file():
        raise NothingPublishedError(
            f"nothing is published in {data_dir} yet: run `duizhang run --data-dir {data_dir}` first"
        )
    return path


def connect(data_dir: Path) -> "duckdb.DuckDBPyConnection":
    """Open the published database for reading, its tables known by their bare names, times in UTC; the caller closes it.

    Raises NothingPublishedError where nothing is published yet.
    """
    import duckdb

    connection = duckdb.connect(str(database(data_dir)), read_only=True)
    connection.execute("set TimeZone = 'UTC'")
    present = {row[0] for row in connection.execute("select schema_name from duckdb_schemas()").fetchall()}
    path = ",".join(schema for schema in SCHEMAS if schema in present)
    connection.execute(f"set search_path = '{path}'")
    return connection


def published(data_dir: Path) -> Published:
    """The figures of the published copy. Raises NothingPublishedError where there is none."""
    with connect(data_dir) as connection:
        documents = connection.execute("select status, count(*) from documents group by all").fetchall()
        reasons = connection.execute(
            "select reason, count(*) from (select unnest(string_split(status_reason, ',')) as reason from documents)"
            " group by all"
        ).fetchall()
        amounts = connection.execute("select count(*) from amounts").fetchall()
        checks = connection.execute("select status, count(*) from checks group by all").fetchall()
    return Published(Counter(dict(documents)), Counter(dict(reasons)), amounts[0][0], Counter(dict(checks)))

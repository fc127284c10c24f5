"""Where the dbt project lies, and what it is told by environment variables.

Belongs here: paths and variable names. Does not belong here: running dbt (warehouse.py).
"""

from pathlib import Path

from pipelines.publish.errors import PublishError

PACKAGE = Path(__file__).resolve().parents[1]
# The database among the published files.
WAREHOUSE = "duizhang.duckdb"
# Reference tables that a user may keep in the data directory. The others belong to the reader: the warehouse must not know another truth.
USERS_OWN = ("population",)


def dbt_project_dir() -> Path:
    """Folder of the dbt project: inside the package where it was installed from a wheel, beside it in a checkout."""
    for folder in (PACKAGE / "_dbt", PACKAGE.parent / "dbt"):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise PublishError("the dbt project is missing: neither installed with the package nor beside it in a checkout")


def reference_file(table: str, data_dir: Path) -> Path:
    """The file of a reference table: the one that ships with the package, or for the population a user's own, `DIR/reference/population.csv`."""
    own = data_dir / "reference" / f"{table}.csv"
    return own if table in USERS_OWN and own.is_file() else PACKAGE / "reference" / f"{table}.csv"


def index_file(data_dir: Path) -> Path:
    """What the archive hands over: one row per document."""
    return data_dir / "raw" / "index.parquet"


def changes_file(data_dir: Path) -> Path:
    """What the archive hands over of portals' listings: one row per change; absent where no portal was ever visited."""
    return data_dir / "raw" / "changes.parquet"


def curated_dir(data_dir: Path) -> Path:
    """Where the published tables lie."""
    return data_dir / "curated"


def swap_marker(data_dir: Path) -> Path:
    """Stands while published files are being replaced, and after a run that was killed in the midst of it."""
    return data_dir / "build" / "swapping"


def memory_limit() -> str:
    """What DuckDB may hold while it builds and exports: half of what the machine, or its container, has. Beyond that it spills into files beside the
    database. Left alone it takes 80%, and is killed where others need memory too."""
    import duckdb

    with duckdb.connect() as connection:
        row = connection.execute("select value from duckdb_settings() where name = 'memory_limit'").fetchone()
    value, unit = str(row[0] if row else "4 GiB").split()
    return f"{float(value) * 50 / 80:.2f} {unit}"

"""Building the warehouse: a DuckDB file, fresh or continued from the published one, filled and tested by dbt in this process.

In this process and not in one of its own: a run that is killed must not leave a dbt behind that goes on writing.
Belongs here: dbt's arguments, environment, logs and outcome. Does not belong here: SQL, and what happens with the file afterwards.
"""

import gc
import glob
import os
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines import schema
from pipelines.publish.carry import BODIES, KNOWN, Carried, begin, know_nothing
from pipelines.publish.errors import PublishError
from pipelines.publish.partitions import Written, written
from pipelines.publish.project import changes_file, dbt_project_dir, index_file, memory_limit, reference_file
from pipelines.publish.summary import Warned
from pipelines.schema.generate import environment_name, reference_name

LOG = Path("logs") / "dbt.log"
# Steps on the way: views over the readings of this machine, which mean nothing where the file is copied to.
SCAFFOLDING = ("staging", "intermediate")
# Of so many documents the amounts are looked up one by one, of more by a join; and so many readings are written by one thread.
FEW = 100
# How much of dbt's complaint goes into the message; the log has all of it.
_SHOWN = 3


@dataclass(frozen=True)
class Build:
    """A finished build: the DuckDB file, the version of the reader whose readings it holds and what it began with (None without any), tests that warn,
    where it differs from the published warehouse that it continues (None where it continues none), and how many threads DuckDB computes with (None for as
    many as it finds)."""

    database: Path
    extractor_version: str | None
    warned: tuple[Warned, ...]
    carried: Carried | None = None
    written: Written | None = None
    threads: int | None = None


def build(data_dir: Path, folder: Path) -> Build:
    """Build and test the warehouse of `data_dir` in `folder`, with dbt's own files kept in `DIR/build/dbt` to start quicker next time.

    Raises PublishError with dbt's complaint where a model or a test fails.
    """
    database = folder / "duizhang.duckdb"
    version = reader_version(data_dir)
    carried = None
    if version is not None:
        carried = begin(data_dir, folder, database, version)
    else:
        know_nothing(folder)
    continued = carried is not None and carried.continued
    _empty_readings(folder / "empty")
    with _environment(environment(data_dir, folder, database, carried)):
        warned = _invoke(data_dir, arguments(data_dir, continued=continued))
    changed = _take_down_scaffolding(database)
    return Build(database, version, warned, carried, changed if continued else None, _threads(carried))


def _take_down_scaffolding(database: Path) -> Written:
    """Drop the steps on the way, and return what they say of the partitions that were written."""
    import duckdb

    with duckdb.connect(str(database)) as warehouse:
        changed = written(warehouse)
        for name in SCAFFOLDING:
            warehouse.execute(f"drop schema if exists {name} cascade")
    return changed


def arguments(data_dir: Path, *, continued: bool) -> list[str]:
    """dbt's command line. Quiet: its log goes to `DIR/logs/dbt.log`, what it keeps to start quicker and its compiled SQL to `DIR/build/dbt`.

    A warehouse that is continued holds the seeds already: they are part of the code that made it, which is the same.
    """
    project = str(dbt_project_dir())
    return [
        # Nothing is said aloud, nor written that nobody reads: both take a good part of dbt's own time.
        "--log-level",
        "none",
        "--log-level-file",
        "debug",
        "--no-print",
        "--no-write-json",
        "--no-use-colors",
        "--no-version-check",
        "--no-send-anonymous-usage-stats",
        "--log-path",
        str(data_dir.absolute() / LOG.parent),
        "build",
        "--project-dir",
        project,
        "--profiles-dir",
        project,
        "--target-path",
        str(data_dir.absolute() / "build" / "dbt"),
        # `empty`: the tests of what is left out are run all the same.
        *(("--exclude", "resource_type:seed", "--indirect-selection", "empty") if continued else ()),
    ]


def environment(data_dir: Path, folder: Path, database: Path, carried: Carried | None) -> dict[str, str]:
    """Environment variables of dbt/profiles.yml and of the sources: the database, the index, and a glob of Parquet per reading table.

    DuckDB takes a glob that matches nothing for an error: without readings, the empty tables in `folder` stand in.
    """
    changes = changes_file(data_dir.absolute())
    variables = {
        "DUIZHANG_CHANGES": _in_sql(changes if changes.is_file() else folder.absolute() / "empty" / "changes.parquet"),
        "DUIZHANG_WAREHOUSE": str(database.absolute()),
        "DUIZHANG_MEMORY": memory_limit(),
        "DUIZHANG_INDEX": _in_sql(index_file(data_dir.absolute())),
        # These stand in models, not in sources: nobody formats them once more.
        "DUIZHANG_KNOWN": str(folder.absolute() / KNOWN).replace("'", "''"),
        "DUIZHANG_BODIES": str(folder.absolute() / BODIES).replace("'", "''"),
        # What a continued build looks at again and again is little: it is laid aside as a table.
        "DUIZHANG_TOUCHED": "table" if carried is not None and carried.continued else "view",
        "DUIZHANG_FEW": str(FEW),
        "DUIZHANG_THREADS": str(_threads(carried) or _cores()),
    }
    for name in schema.schema().group("reference"):
        variables[reference_name(name)] = _in_sql(reference_file(name, data_dir.absolute()))
    for name in schema.reading_tables():
        here = carried is not None and any(carried.folder.glob(f"*/{name}.parquet"))
        place, pattern = (carried.folder, "/*") if carried is not None and here else (folder / "empty", "")
        variables[environment_name(name)] = _in_sql(place.absolute(), f"{pattern}/{name}.parquet")
    return variables


def _threads(carried: Carried | None) -> int | None:
    """One where little is written: several have more to tell each other than to do. None for as many as DuckDB finds."""
    return 1 if carried is not None and carried.continued and carried.changed <= FEW else None


def _cores() -> int:
    """As many as DuckDB finds, which counts those of a container where the machine has more."""
    import duckdb

    with duckdb.connect() as nothing:
        ((found,),) = nothing.execute("select current_setting('threads')").fetchall()
    return found


def reader_version(data_dir: Path) -> str | None:
    """Version of the reader that the index names in its reading paths; None where no document is read. PublishError without an index."""
    index = index_file(data_dir)
    if not index.is_file():
        raise PublishError("there is nothing to publish: the archive has no index yet")
    paths = pl.read_parquet(index, columns=["reading_path"], glob=False)["reading_path"].drop_nulls()
    versions = sorted({Path(path).parts[1] for path in paths})
    if len(versions) > 1:
        raise PublishError(f"the index names readings by several versions of the reader: {', '.join(versions)}")
    return versions[0] if versions else None


def _in_sql(path: Path, pattern: str = "") -> str:
    # Inside a quoted SQL string that DuckDB takes for a glob, and that dbt-duckdb formats once.
    return (glob.escape(str(path)) + pattern).replace("'", "''").replace("{", "{{").replace("}", "}}")


def _empty_readings(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in schema.reading_tables():
        schema.frame(name, []).write_parquet(folder / f"{name}.parquet")
    schema.frame("changes", [], group="archive").write_parquet(folder / "changes.parquet")


@contextmanager
def _environment(variables: Mapping[str, str]) -> Generator[None]:
    # Whoever called us keeps their own: also DO_NOT_TRACK, which dbt's parts read besides the flag.
    wanted = {**variables, "DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _invoke(data_dir: Path, command: list[str]) -> tuple[Warned, ...]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    (data_dir / LOG.parent).mkdir(parents=True, exist_ok=True)
    collects = gc.isenabled()
    try:
        # dbt holds all that it makes until it ends: to look through it for garbage again and again takes a tenth of its time.
        gc.disable()
        with warnings.catch_warnings():
            # dbt's own deprecations are not this program's to answer for.
            warnings.simplefilter("ignore")
            outcome = dbtRunner().invoke(command)
    finally:
        # dbt-duckdb keeps its connection for a next invocation, which would write into this file under another name.
        environment = DuckDBConnectionManager._ENV
        if environment is not None:
            environment.close()
        DuckDBConnectionManager.close_all_connections()
        if collects:
            gc.enable()
    if outcome.exception is not None:
        raise PublishError(f"dbt could not run: {outcome.exception}", LOG) from outcome.exception
    results: list[Any] = list(getattr(outcome.result, "results", []))
    failed = [r for r in results if r.status in ("error", "fail", "runtime error")]
    if failed or not outcome.success:
        raise PublishError(_complaint(failed), LOG)
    return tuple(
        sorted((Warned(r.node.name, r.failures or 0) for r in results if r.status == "warn"), key=lambda w: w.test)
    )


def _complaint(failed: list[Any]) -> str:
    said = [f"{r.node.resource_type} {r.node.name}: {' '.join((r.message or r.status).split())}" for r in failed]
    more = f"; and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return "the warehouse was not built: " + ("; ".join(said[:_SHOWN]) + more if said else "dbt failed")

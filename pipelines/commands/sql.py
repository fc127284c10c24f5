"""`duizhang sql`: one question to the published tables, answered in one of several formats."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands._answers import BINARY, Format, QueryError, write_answer
from pipelines.commands._options import DATA_DIR, DataDir

HELP = """Ask the published tables, in DuckDB's SQL.

Tables of the schemas marts, raw and quality are known by their bare names; `show tables` lists them, `describe documents` its columns. The
database is opened for reading only, also while a run is going on.

Examples:

    duizhang sql "select status, count(*) from documents group by all"

    duizhang sql "select * from amounts where code = '30211'" --format csv > travel.csv

    duizhang sql "from checks where status = 'mismatch'" --format parquet --output mismatches.parquet

    duizhang sql --file question.sql --format xlsx --output answer.xlsx

    echo "show tables" | duizhang sql -
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("sql", help=HELP)(sql)


def sql(
    query: Annotated[str | None, typer.Argument(help="SQL, or - to read it from standard input.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", "-i", exists=True, dir_okay=False, help="Read the SQL from this file.", metavar="FILE"),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Write to this file.", metavar="FILE")
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    import duckdb

    from pipelines.flow.published import connect

    if format_ in BINARY and output is None:
        raise typer.BadParameter(f"{format_} is not for a terminal: name a file with --output", param_hint="--format")
    if output is not None and not output.parent.is_dir():
        raise QueryError(f"{output} cannot be written: there is no folder {output.parent}")
    text = _question(query, file)
    with connect(data_dir) as connection:
        try:
            write_answer(connection, text, format_, output)
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
        except OSError as error:
            if output is None:
                raise
            raise QueryError(f"{output} cannot be written: {error.strerror}") from error


def _question(query: str | None, file: Path | None) -> str:
    if (query is None) == (file is None):
        raise typer.BadParameter("give the SQL, or a file that holds it with --file", param_hint="QUERY")
    if file is not None:
        return file.read_text(encoding="utf-8")
    return sys.stdin.read() if query == "-" else query or ""

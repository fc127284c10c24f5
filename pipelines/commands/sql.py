"""`duizhang sql`: one question to the published tables, answered in one of several formats."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from pipelines import DuizhangError
from pipelines.commands._options import DATA_DIR, DataDir

if TYPE_CHECKING:
    import duckdb

BATCH = 10_000

HELP = """Ask the published tables, in DuckDB's SQL.

Tables of the schemas marts, raw and quality are known by their bare names; `show tables` lists them, `describe documents` its columns. The
database is opened for reading only, also while a run is going on.

Examples:

    duizhang sql "select status, count(*) from documents group by all"

    duizhang sql "select * from amounts where code = '30211'" --format csv > travel.csv

    duizhang sql "from checks where status = 'mismatch'" --format parquet --output mismatches.parquet

    echo "show tables" | duizhang sql -
"""


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    PARQUET = "parquet"


class QueryError(DuizhangError):
    """The question cannot be answered."""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("sql", help=HELP)(sql)


def sql(
    query: Annotated[str, typer.Argument(help="SQL, or - to read it from standard input.")],
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", dir_okay=False, help="Write to this file.", metavar="FILE")
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    import duckdb

    from pipelines.flow.published import connect

    if format_ is Format.PARQUET and output is None:
        raise typer.BadParameter("parquet is not for a terminal: name a file with --output", param_hint="--format")
    text = sys.stdin.read() if query == "-" else query
    with connect(data_dir) as connection:
        try:
            if format_ is Format.PARQUET:
                _write_parquet(connection, text, output or Path())
            else:
                _write(connection.execute(text), format_, output)
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
        except OSError as error:
            if output is None:
                raise
            raise QueryError(f"{output} cannot be written: {error.strerror}") from error


def _write_parquet(connection: "duckdb.DuckDBPyConnection", text: str, output: Path) -> None:
    answer = connection.sql(text)
    if answer is None:
        raise QueryError("the statement has no answer to write")
    answer.write_parquet(str(output), compression="zstd")


def _write(answer: "duckdb.DuckDBPyConnection", format_: Format, output: Path | None) -> None:
    columns = [column[0] for column in answer.description or ()]
    rows = _rows(answer) if columns else iter(())
    if output is None:
        render(format_, columns, rows, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            render(format_, columns, rows, file)


def render(format_: Format, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], file: IO[str]) -> None:
    writers = {Format.TABLE: _table, Format.CSV: _csv, Format.JSON: _json, Format.MARKDOWN: _markdown}
    writers[format_](columns, rows, file)


def _rows(answer: "duckdb.DuckDBPyConnection") -> Iterator[tuple[Any, ...]]:
    while batch := answer.fetchmany(BATCH):
        yield from batch


def _table(columns: Sequence[str], rows: Iterable[tuple[Any, ...]], file: IO[str]) -> None:
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    taken = [tuple(rows_) for rows_ in rows]
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    width = 0
    for index, name in enumerate(columns):
        number = all(isinstance(row[index], int | float | Decimal | None) for row in taken)
        table.add_column(Text(name), justify="right" if number and taken else "left", overflow="fold")
        width += (
            max(cell_len(name), *(cell_len(line) for row in taken for line in _plain(row[index]).split("\n")), 0) + 3
        )
    for row in taken:
        table.add_row(*(Text(_plain(value)) for value in row))
    # A pipe has no width: every line keeps its row.
    console = Console(file=file, highlight=False, width=None if file.isatty() else max(width, 1))
    if columns:
        console.print(table)


def _csv(columns: Sequence[str], rows: Iterable[tuple[Any, ...]], file: IO[str]) -> None:
    import csv

    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in row] for row in rows)


def _markdown(columns: Sequence[str], rows: Iterable[tuple[Any, ...]], file: IO[str]) -> None:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |\n"

    file.write(line(columns))
    file.write("|" + " --- |" * len(columns) + "\n")
    for row in rows:
        file.write(line(_plain(value) for value in row))


def _json(columns: Sequence[str], rows: Iterable[tuple[Any, ...]], file: IO[str]) -> None:
    between = "["
    for row in rows:
        file.write(f"{between}\n{_encode(dict(zip(columns, row, strict=True)))}")
        between = ","
    file.write("[]\n" if between == "[" else "\n]\n")


def _plain(value: Any) -> str:
    """A value as text: NULL is empty, amounts keep their decimals, times end in Z."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, list | dict):
        return _encode(value)
    return str(value)


def _encode(value: Any) -> str:
    """A value as JSON; a decimal is written digit for digit, which a float could not hold."""
    import json

    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(str(k), ensure_ascii=False)}: {_encode(v)}" for k, v in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_encode, value)) + "]"
    if value is None or isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return json.dumps(value) if value - value == 0 else "null"
    return json.dumps(value.isoformat() if isinstance(value, date) else str(value), ensure_ascii=False)

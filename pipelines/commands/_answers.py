"""Writing the answer to a question: as a table for the terminal, CSV, JSON, Markdown, Parquet or an Excel sheet.

Belongs here: the formats. Does not belong here: the question (sql.py).
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pipelines import DuizhangError

if TYPE_CHECKING:
    import duckdb

BATCH = 10_000


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    PARQUET = "parquet"
    XLSX = "xlsx"


# Written to a file only.
BINARY = (Format.PARQUET, Format.XLSX)
# What a sheet holds, its header counted.
SHEET_ROWS = 1_048_576


class QueryError(DuizhangError):
    """The question cannot be answered."""


def write_answer(
    connection: "duckdb.DuckDBPyConnection", question: str, format_: Format, output: Path | None = None
) -> None:
    """Ask, and write the answer to `output`, or to the terminal; the formats of BINARY need a file. Raises QueryError, duckdb.Error, OSError."""
    if format_ in BINARY and output is None:
        raise QueryError(f"{format_} is not for a terminal: name a file")
    if format_ is Format.PARQUET:
        _write_parquet(connection, question, output or Path())
    elif format_ is Format.XLSX:
        _write_xlsx(connection.execute(question), output or Path())
    else:
        _write(connection.execute(question), format_, output)


def _write_parquet(connection: "duckdb.DuckDBPyConnection", text: str, output: Path) -> None:
    answer = connection.sql(text)
    if answer is None:
        raise QueryError("the statement has no answer to write")
    answer.write_parquet(str(output), compression="zstd")


def _write_xlsx(answer: "duckdb.DuckDBPyConnection", output: Path) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    columns = [column[0] for column in answer.description or ()]
    if not columns:
        raise QueryError("the statement has no answer to write")
    # Text stays text: codes keep their zeros, and a cell that begins with = is no formula.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(str(output), options) as book:
            sheet = book.add_worksheet("duizhang")
            money = book.add_format({"num_format": "#,##0.00"})
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
            for number, row in enumerate(_rows(answer), 1):
                if number >= SHEET_ROWS:
                    raise QueryError(f"a sheet holds {SHEET_ROWS - 1:,} rows: ask for fewer, or write csv or parquet")
                for index, value in enumerate(row):
                    if isinstance(value, Decimal):
                        sheet.write_number(number, index, float(value), money)
                    elif isinstance(value, bool | int | float):
                        sheet.write(number, index, value)
                    elif value is not None:
                        sheet.write_string(number, index, _plain(value))
    except XlsxWriterException as error:
        raise QueryError(f"{output} cannot be written: {error}") from error


def _write(answer: "duckdb.DuckDBPyConnection", format_: Format, output: Path | None) -> None:
    columns = [column[0] for column in answer.description or ()]
    rows = _rows(answer) if columns else iter(())
    if output is None:
        render(format_, columns, rows, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            render(format_, columns, rows, file)


def render(format_: Format, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], file: IO[str]) -> None:
    """Write rows in one of the text formats."""
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

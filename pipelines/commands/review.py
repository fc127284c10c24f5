"""`duizhang review`: what a person should look at, and what the person decides."""

import getpass
import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipelines import DuizhangError
from pipelines.commands._options import DATA_DIR, DataDir

if TYPE_CHECKING:
    import duckdb

    from pipelines.review import Entry

HELP = """List what a person should look at, worst first; `accept` and `correct` write down what was decided.

Amounts of pictures that identities contradict, that were read with little confidence or were repaired, and amounts of the text layer on which two
readers disagree. The first column names the cell for `accept` and `correct`. Decisions lie in DIR/review/decisions.jsonl; the next
`duizhang run` applies them. The reviewer's name is DUIZHANG_REVIEWER, or else the name of the user.

Examples:

    duizhang review --limit 10 --output crops

    duizhang review --document 3f2a9c --format csv

    duizhang review accept 3f2a9c41b0d2:t003:5:2

    duizhang review correct 3f2a9c41b0d2:t003:5:2 1,234.56
"""
ACCEPT_HELP = """Write down that a cell's text is what is printed; it leaves the list.

Examples:

    duizhang review accept 3f2a9c41b0d2:t003:5:2
"""
CORRECT_HELP = """Write down what is printed in a cell of a picture. A cell of the text layer is never changed.

Examples:

    duizhang review correct 3f2a9c41b0d2:t003:5:2 1,234.50
"""
REVIEWER = "DUIZHANG_REVIEWER"
COLUMNS = (
    "cell",
    "reason",
    "page",
    "form",
    "text",
    "proposed",
    "confidence",
    "identities_open",
    "identities_closed",
    "detail",
    "file_name",
)
_CELL = re.compile(r"(?P<document>[^:]+):(?P<table>[^:]+):(?P<row>\d+):(?P<column>\d+)")
_LIST = """
select items.*, documents.file_name
from review_items as items
inner join documents using (document_id)
where ? is null or items.document_id = ?
order by items.severity, items.identities_open desc, items.identities_closed, items.document_id, items.item_number
"""


class Format(StrEnum):
    """How the list is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


class ReviewError(DuizhangError):
    """A decision cannot be written down."""


def register(app: typer.Typer) -> None:
    """Add the verb and the two below it."""
    verbs = typer.Typer(help=HELP, invoke_without_command=True, rich_markup_mode="markdown")
    verbs.callback(help=HELP)(review)
    verbs.command("accept", help=ACCEPT_HELP)(accept)
    verbs.command("correct", help=CORRECT_HELP)(correct)
    app.add_typer(verbs, name="review")


def review(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many items.")] = 20,
    document: Annotated[
        str | None, typer.Option("--document", help="Only this one: a prefix of its document_id, or its file's name.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", file_okay=False, help="Write each cell as a picture here.", metavar="DIR"),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How the list is written.")] = Format.TABLE,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    if context.invoked_subcommand is not None:
        return
    from pipelines.commands import _answers
    from pipelines.flow import lookup
    from pipelines.flow.published import connect
    from pipelines.review import decisions_of, ledger_path, read_entries

    decided = {
        (name, d.page, d.box)
        for name, found in decisions_of(read_entries(ledger_path(data_dir))).items()
        for d in found
    }
    with connect(data_dir) as connection:
        name = lookup.document(connection, document)["document_id"] if document else None
        found = lookup.rows(connection, _LIST, [name, name])
    # What is decided and not applied yet needs no second decision; a stale one is listed until another replaces it.
    waiting = [row for row in found if row["reason"] == "stale_decision" or _place(row) not in decided]
    shown = waiting[:limit]
    for row in shown:
        row["cell"] = _cell_name(row)
    if output is not None:
        _write_crops(shown, output, data_dir)
    columns = [*COLUMNS, *(["crop"] if output is not None else [])]
    _answers.render(
        _answers.Format(format_.value), columns, [tuple(row.get(c) for c in columns) for row in shown], sys.stdout
    )
    if format_ is Format.TABLE:
        typer.echo(
            f"{len(shown)} of {len(waiting)} items; {len(found) - len(waiting)} decided and applied by the next run"
        )


def accept(
    cell: Annotated[str, typer.Argument(help="The cell as the list names it.")], data_dir: DataDir = DATA_DIR
) -> None:
    """Run the verb: see ACCEPT_HELP."""
    entry = _decide(cell, "accept", None, data_dir)
    typer.echo(f"accepted {entry.decision.text!r} on page {entry.decision.page}, by {entry.reviewer}")


def correct(
    cell: Annotated[str, typer.Argument(help="The cell as the list names it.")],
    text: Annotated[str, typer.Argument(help="What is printed there; put -- before a negative number.")],
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see CORRECT_HELP."""
    entry = _decide(cell, "correct", text, data_dir)
    typer.echo(
        f"{entry.decision.seen!r} is {entry.decision.text!r} on page {entry.decision.page}, by {entry.reviewer};"
        " `duizhang run` applies it"
    )


def _decide(cell: str, verdict: Literal["accept", "correct"], text: str | None, data_dir: Path) -> "Entry":
    from pipelines.archive import hold
    from pipelines.flow.published import connect
    from pipelines.reading.hints import Decision
    from pipelines.review import Entry, append, ledger_path
    from pipelines.review.ledger import now

    with connect(data_dir) as connection:
        row = _cell_row(connection, cell)
    if verdict == "correct" and row["method"] != "ocr":
        raise ReviewError(
            f"{cell} is a cell of the text layer: its figure is what was published and is never changed; `accept` is for figures that are right as read"
        )
    seen, shown = _flat(row["repaired_from"] or row["text"] or ""), _flat(row["text"] or "")
    new = shown if text is None else _flat(text)
    if not new:
        raise ReviewError(
            "a cell that holds something cannot be corrected to nothing" if text is not None else f"{cell} is blank"
        )
    box = (row["x0"], row["top"], row["x1"], row["bottom"])
    decision = Decision(verdict, row["page"], box, seen, new)
    entry = Entry(row["document_id"], cell.partition(":")[2], decision, _reviewer(), now())
    with hold(data_dir):
        append(ledger_path(data_dir), entry)
    return entry


def _cell_row(connection: "duckdb.DuckDBPyConnection", cell: str) -> dict[str, Any]:
    """The published cell that a name like 3f2a9c:t003:5:2 means, at the box of its amount where it holds one."""
    from pipelines.flow import lookup

    match = _CELL.fullmatch(cell)
    if match is None:
        raise ReviewError(
            f"{cell!r} names no cell: write DOCUMENT:TABLE:ROW:COLUMN as the list does, like 3f2a9c41b0d2:t003:5:2"
        )
    document = lookup.document(connection, match["document"])
    place = [document["document_id"], match["table"], int(match["row"]), int(match["column"])]
    where = "document_id = ? and table_id = ? and row_index = ? and column_index = ?"
    found = lookup.rows(connection, f"select * from cells where {where}", place)  # noqa: S608 - fixed text
    if not found:
        raise ReviewError(
            f"{document['file_name']} has no cell {cell.partition(':')[2]}; `duizhang review` lists those in doubt"
        )
    ink = lookup.rows(connection, f"select x0, top, x1, bottom from amounts where {where}", place)  # noqa: S608 - fixed text
    return found[0] | (ink[0] if ink else {})


def _reviewer() -> str:
    return os.environ.get(REVIEWER) or getpass.getuser()


def _place(row: dict[str, Any]) -> tuple:
    return row["document_id"], row["page"], (row["x0"], row["top"], row["x1"], row["bottom"])


def _cell_name(row: dict[str, Any]) -> str:
    document = row["document_id"][:12]
    return (
        document
        if row["table_id"] is None
        else f"{document}:{row['table_id']}:{row['row_index']}:{row['column_index']}"
    )


def _write_crops(rows: list[dict[str, Any]], output: Path, data_dir: Path) -> None:
    """A picture of every cell listed; `crop` of a row names its file. A document whose file is not in this archive gets none."""
    from pipelines.archive import blob_path
    from pipelines.explorer import overlay

    output.mkdir(parents=True, exist_ok=True)
    for row in rows:
        blob = blob_path(data_dir, row["document_id"])
        if row["page"] is None or not blob.is_file():
            continue
        target = output / f"{row['document_id'][:12]}-{row['item_number']:03d}-p{row['page']:03d}.png"
        box = (row["x0"], row["top"], row["x1"], row["bottom"])
        target.write_bytes(overlay.crop(blob.read_bytes(), row["page"], box))
        row["crop"] = str(target)


def _flat(text: str) -> str:
    return "".join(text.split())

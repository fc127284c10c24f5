"""`duizhang trace`: the way from a number back to its cell, page, file and address."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands._options import DATA_DIR, DataDir

HELP = """Walk a published amount back to where it is printed: cell, page, file, address, reader.

Examples:

    duizhang trace fuzhou_2020_final_word final_expenditure 2010350 total

    duizhang trace 3f2a9c final_summary 本年收入合计
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("trace", help=HELP)(trace)


def trace(
    document: Annotated[str, typer.Argument(help="Prefix of the document_id, or the file's name without .pdf.")],
    form: Annotated[str, typer.Argument(help="Form key, such as final_expenditure.")],
    code: Annotated[str, typer.Argument(help="Code or name of the line, such as 2010350 or 合计.")],
    measure: Annotated[str | None, typer.Argument(help="Measure, such as total; all where left out.")] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    from pipelines.archive.store import blob_path
    from pipelines.flow import lookup
    from pipelines.flow.published import connect

    with connect(data_dir) as connection:
        head = lookup.document(connection, document)
        for row in lookup.amounts(connection, head["document_id"], form, code, measure):
            table = lookup.rows(
                connection,
                "select * from tables where document_id = ? and table_id = ?",
                [head["document_id"], row["table_id"]],
            )[0]
            typer.secho(f"{row['amount_yuan']:,.2f} 元" if row["amount_yuan"] is not None else "(no unit)", bold=True)
            _line("line", " ".join(filter(None, [row["code"], row["line_name"], row["row_body"]])))
            _line("measure", f"{row['measure']}   header: {row['header_path']}")
            _line("published", f"{row['published']!r} in {row['published_unit']} ({table['unit_evidence']})")
            _line(
                "cell",
                f"row {row['row_index']}, column {row['column_index']} of table {row['table_id']}: {table['title']}",
            )
            _line(
                "page",
                f"{row['page']}, box {row['x0']:.1f} {row['top']:.1f} {row['x1']:.1f} {row['bottom']:.1f} (points from the top left)",
            )
            _line(
                "read by",
                f"{row['method']}, reader {table['reader']}, confidence {row['confidence']:.2f}, {head['extractor_version']}",
            )
            if row["repaired_by"]:
                _line("repaired", f"read as {row['repaired_from']!r}, mended by {row['repaired_by']}")
            _line("document", f"{head['document_id']}")
            _line(
                "",
                f"{head['region_name'] or '?'} {head['department_name'] or '?'} {head['fiscal_year'] or '?'} {head['kind']}",
            )
            _line("file", f"{head['file_name']}   {_shown(blob_path(data_dir, head['document_id']))}")
            _line("address", head["source_url"] or f"none: {head['source_id']} file")
            typer.echo()


def _shown(path: Path) -> str:
    return str(path) if path.is_file() else "(not in this archive)"


def _line(name: str, text: str) -> None:
    typer.echo(f"  {name:<10} {text}")

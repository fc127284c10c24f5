"""`duizhang show`: pages of a document with what was read drawn on them."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines import DuizhangError
from pipelines.commands._options import DATA_DIR, DataDir

HELP = """Write pages of a document as pictures, with cells, header, codes, amounts and open identities drawn on them.

Green: an amount. Blue: a form's total. Red: an amount that an open identity is about, with the identity. Orange: the header. Below each
amount stand its code, measure and unit; with --form, what the head of its column says stands above. Without --page or --form, every page that
holds an amount is written.

Examples:

    duizhang show fuzhou_2020_final_word --form final_income

    duizhang show 3f2a9c --page 12 --output pictures
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("show", help=HELP)(show)


def show(
    document: Annotated[str, typer.Argument(help="Prefix of the document_id, or the file's name without .pdf.")],
    page: Annotated[int | None, typer.Option("--page", "-p", min=1, help="Only this page (from 1).")] = None,
    form: Annotated[
        str | None, typer.Option("--form", "-f", help="Only pages of this form, such as final_income.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", file_okay=False, help="Folder for the pictures.", metavar="DIR")
    ] = Path("shown"),
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    from pipelines.archive.store import blob_path
    from pipelines.explorer import overlay
    from pipelines.explorer.data.document import OPEN_CELLS
    from pipelines.flow import lookup
    from pipelines.flow.published import connect

    with connect(data_dir) as connection:
        head = lookup.document(connection, document)
        name = head["document_id"]
        amounts = lookup.rows(
            connection, "select * from amounts where document_id = ? and (? is null or form = ?)", [name, form, form]
        )
        depth = {
            row["table_id"]: row["header_rows"]
            for row in lookup.rows(connection, "select * from tables where document_id = ?", [name])
        }
        doubtful: dict[tuple[str, int, int], str] = {}
        for row in lookup.rows(connection, OPEN_CELLS, [name]):
            doubtful.setdefault((row["table_id"], row["row_index"], row["column_index"]), row["check_id"])
        blob = blob_path(data_dir, name)
        if not blob.is_file():
            raise DuizhangError(
                f"the file of {document} is not in this archive ({blob.parent.parent}): run `duizhang run` where it was archived"
            )
        data = blob.read_bytes()
        pages = [page] if page else sorted({row["page"] for row in amounts})
        if not pages:
            raise DuizhangError(
                f"nothing to show: no amounts{f' of {form}' if form else ''} were read from {document}; name a page with --page"
            )
        if pages[-1] > overlay.page_count(data):
            raise DuizhangError(f"{document} has {overlay.page_count(data)} pages")
        output.mkdir(parents=True, exist_ok=True)
        for number in pages:
            here = [row for row in amounts if row["page"] == number]
            cells = lookup.rows(connection, "select * from cells where document_id = ? and page = ?", [name, number])
            target = output / f"{Path(head['file_name']).stem}-p{number:03d}.png"
            target.write_bytes(overlay.draw(data, number, cells, here, doubtful, depth, with_headers=form is not None))
            typer.echo(f"{target}   {len(here)} amounts, {len(cells)} cells")

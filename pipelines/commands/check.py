"""`duizhang check`: the accounting identities of one document, with both sides."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from pipelines.commands._options import DATA_DIR, DataDir

HELP = """List the accounting identities (勾稽关系) of a document with both sides.

Exit status 0 also where identities are open: a publisher's mistake is a finding, not an error of the command.

Examples:

    duizhang check gulou_2022_budget_three_line

    duizhang check 3f2a9c --all
"""
COLOURS = {"pass": "green", "rounding": "yellow", "mismatch": "red", "insufficient": "magenta"}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("check", help=HELP)(check)


def check(
    document: Annotated[str, typer.Argument(help="Prefix of the document_id, or the file's name without .pdf.")],
    everything: Annotated[bool, typer.Option("--all", "-a", help="Also the identities that hold.")] = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    from rich.console import Console
    from rich.table import Table

    from pipelines.flow import lookup
    from pipelines.flow.published import connect

    with connect(data_dir) as connection:
        head = lookup.document(connection, document)
        found = lookup.rows(
            connection,
            "select * from checks where document_id = ? order by form, check_id, scope, measure",
            [head["document_id"]],
        )
    counts = {status: sum(1 for row in found if row["status"] == status) for status in COLOURS}
    typer.echo(
        f"{head['file_name']}: {head['status']}" + (f" ({head['status_reason']})" if head["status_reason"] else "")
    )
    typer.echo(f"{len(found)} identities: " + ", ".join(f"{n} {status}" for status, n in counts.items()))
    table = Table(box=None, header_style="bold")
    for name, justify in (
        ("check", "left"),
        ("form", "left"),
        ("scope", "left"),
        ("measure", "left"),
        ("expected", "right"),
        ("actual", "right"),
        ("difference", "right"),
        ("tolerance", "right"),
        ("status", "left"),
        ("cause", "left"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    shown = [row for row in found if everything or row["status"] in ("mismatch", "insufficient")]
    for row in shown:
        table.add_row(
            row["check_id"],
            row["form"],
            row["scope"] or "",
            row["measure"] or "",
            *(_figure(row, side) for side in ("expected", "actual", "difference", "tolerance")),
            f"[{COLOURS[row['status']]}]{row['status']}[/]",
            row["cause"] or "",
        )
    if shown:
        console = Console()
        # A figure cut short is worse than a line that wraps.
        console.width = max(console.width, 180)
        console.print(table)


def _figure(row: Mapping[str, Any], side: str) -> str:
    """One side of an identity: yuan, or points of a score."""
    yuan, points = row[f"{side}_yuan"], row[f"{side}_points"]
    return f"{yuan:,.2f}" if yuan is not None else f"{points:,.4g} 分" if points is not None else ""

"""`duizhang diff`: what changed from one release to another."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands._options import DATA_DIR, DataDir

if TYPE_CHECKING:
    from pipelines.releases import Changes

HELP = """Compare two releases table by table: rows added, removed and changed, by key.

A release is the name of one that `duizhang export` kept, a folder with a datapackage.json, or `curated` for what is published now.

Examples:

    duizhang diff 2026-11 curated

    duizhang diff 2026-10 2026-11 --output changes
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("diff", help=HELP)(diff)


def diff(
    old: Annotated[str, typer.Argument(help="The earlier release.")],
    new: Annotated[str, typer.Argument(help="The later release.")] = "curated",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", file_okay=False, help="Write the rows that differ.", metavar="FOLDER"),
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    from pipelines import releases

    before, after = releases.find(data_dir, old), releases.find(data_dir, new)
    print_changes(releases.write_changes(before, after, output) if output else releases.compare(before, after))


def print_changes(changes: Sequence["Changes"]) -> None:
    """Print the tables that differ."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    different = [one for one in changes if one.any]
    if not different:
        typer.echo(f"no difference in {len(changes)} tables")
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("table")
    for name in ("added", "removed", "changed"):
        table.add_column(name, justify="right")
    table.add_column("columns")
    for one in different:
        columns = [*(f"+{name}" for name in one.columns_added), *(f"-{name}" for name in one.columns_removed)]
        table.add_row(one.table, f"{one.added:,}", f"{one.removed:,}", f"{one.changed:,}", " ".join(columns))
    Console(soft_wrap=True, highlight=False).print(table)

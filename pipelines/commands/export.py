"""`duizhang export`: keep what is published under a name, and what changed since an earlier release."""

from typing import Annotated

import typer

from pipelines.commands._options import DATA_DIR, DataDir

HELP = """Keep the published tables as a release, and write what changed since an earlier one.

The release lies in DIR/releases/NAME: Parquet, datapackage.json and the data dictionary. With --since, its folder `changes` holds the rows
that differ, a file a table, with a column `row_change` (added, removed, before, after). RELEASE is the name of a kept release or a folder
with a datapackage.json. For an Excel file of a selection see `duizhang sql --format xlsx`.

Examples:

    duizhang export 2026-11

    duizhang export 2026-12 --since 2026-11
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("export", help=HELP)(export)


def export(
    name: Annotated[str, typer.Argument(help="Name of the release, such as 2026-11.")],
    since: Annotated[
        str | None, typer.Option(help="Also write what changed since this release.", metavar="RELEASE")
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    from pipelines import releases
    from pipelines.commands.diff import print_changes

    before = releases.find(data_dir, since) if since else None
    folder = releases.keep(data_dir, name)
    typer.echo(f"kept {folder}")
    if before:
        print_changes(releases.write_changes(before, folder, folder / "changes"))
        typer.echo(f"rows that differ: {folder / 'changes'}")

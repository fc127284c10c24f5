"""`duizhang doctor`: whether the installation and the data directory are fit for work."""

import typer

from pipelines.commands._options import DATA_DIR, DataDir

HELP = """Check the installation, its extras, fonts, publishers, disk, lock and published tables, and say how to mend what is wrong.

Exit status 1 where something must be mended. Nothing is changed.

Examples:

    duizhang doctor

    duizhang doctor --data-dir work
"""
MARKS = {"well": ("ok  ", "green"), "note": ("note", "yellow"), "ill": ("bad ", "red")}


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("doctor", help=HELP)(doctor)


def doctor(data_dir: DataDir = DATA_DIR) -> None:
    """Run the verb: see HELP."""
    from pipelines.flow.health import examine

    ill = False
    for finding in examine(data_dir):
        mark, colour = MARKS[finding.state]
        typer.echo(f"{typer.style(mark, fg=colour)}  {finding.subject:<15} {finding.said}")
        if finding.remedy:
            typer.echo(f"{'':<22}-> {finding.remedy}")
        ill = ill or finding.state == "ill"
    if ill:
        raise typer.Exit(1)

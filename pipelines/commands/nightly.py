"""`duizhang nightly`: one night now: visit portals, take in what they list, read, publish, report."""

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.commands._options import DATA_DIR, DataDir

if TYPE_CHECKING:
    from pipelines.archive.accept import Verdict
    from pipelines.archive.portal import Listing

HELP = """Visit portals and take in what is new: one night, now.

With no name, all verified portals and every other configured source take part; `--unverified` (or DUIZHANG_UNVERIFIED=1) lets the others
take part too. Each host gets one request at a time, with pauses; DUIZHANG_CONTACT is the address under which you are reached, and is sent
along. A draft that would withdraw or replace too much is held back and the night goes on. Ends with status 0, or with 1 where a portal's
listing could not be read, a draft is held, or a source failed; the page `DIR/reports/latest.html` says which.

Examples:

    DUIZHANG_CONTACT=mailto:you@example.org duizhang nightly --unverified

    duizhang nightly fujian_fuzhou --year 2019 --year 2020
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("nightly", help=HELP)(nightly)


def nightly(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Portals to visit; none means all that take part.")
    ] = None,
    data_dir: DataDir = DATA_DIR,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Also portals that nobody has verified yet.")
    ] = False,
    years: Annotated[
        list[int] | None,
        typer.Option("--year", help="Look for this fiscal year alone (a backfill); may be given several times."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, help="Documents read at a time.", show_default="processors")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print failures only.")] = False,
) -> None:
    """Run the verb: see HELP."""
    from rich.console import Console

    from pipelines import flow
    from pipelines.flow import night

    console, errors = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)

    def visited(draft: "Listing") -> None:
        if not quiet:
            console.print(
                f"{draft.source_id}: {len(draft.entries)} links, {draft.requests} requests, {draft.downloaded} downloads",
                markup=False,
                highlight=False,
            )

    summary = night.run_night(
        data_dir,
        names or (),
        unverified=unverified or night.unverified_wanted(),
        years=years or (),
        workers=workers,
        reader=flow.DEFAULT_READER,
        visited=visited,
    )
    if not quiet:
        if not summary.verdicts:
            console.print("no portal takes part: name one, or see `duizhang source list` and --unverified")
        console.print(f"{len(summary.read.outcomes)} documents read; report: {summary.report}", highlight=False)
    told = [*summary.failures, *(line for verdict in summary.verdicts for line in _complaints(verdict))]
    for line in told:
        errors.print(f"failed: {line}", style="red", markup=False)
    if told:
        raise typer.Exit(1)


def _complaints(verdict: "Verdict") -> list[str]:
    """Why somebody should look at a publisher."""
    if verdict.held:
        return [
            f"{verdict.source_id}: held back: {verdict.held}; look, then `duizhang source accept {verdict.source_id}`"
        ]
    if not verdict.complete:
        return [f"{verdict.source_id}: {verdict.problems[0] if verdict.problems else 'the listing is not complete'}"]
    return []

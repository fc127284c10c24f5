"""`duizhang source`: the publishers: add, check, list, schedule, accept."""

import re
from collections import Counter
from datetime import date
from inspect import cleandoc
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from pipelines import DuizhangError
from pipelines.commands._options import DATA_DIR, DataDir

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHOWN = 200


class SourceCommandError(DuizhangError):
    """What was asked for cannot be done; the message says what to give instead."""


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    group = typer.Typer(no_args_is_help=True, help="Publishers: add, check, list, schedule, accept.")
    for verb, example in (
        (add, "add https://czj.example.gov.cn/yjs/ --region 350100"),
        (check, "check abazhou"),
        (list_, "list"),
        (schedule, "schedule"),
        (accept, "accept abazhou"),
    ):
        text = f"{cleandoc(verb.__doc__ or '')}\n\nExamples:\n\n    duizhang source {example}\n"
        group.command(verb.__name__.rstrip("_"), help=text)(verb)
    app.add_typer(group, name="source")


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A column of budgets and final accounts.")],
    region: Annotated[
        str | None, typer.Option(help="Six-digit division code, where the page does not name one.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The portal's name.", show_default="region and page title")] = None,
    source_id: Annotated[
        str | None, typer.Option("--id", help="Lower-case letters, digits and _.", show_default="from the host")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            envvar="DUIZHANG_SOURCES", file_okay=False, help="Where the file goes.", show_default="this checkout"
        ),
    ] = None,
) -> None:
    """Look at a column once and write the portal's file, marked unverified."""
    from pipelines.discovery.job import Plan
    from pipelines.discovery.probe import platform_of, probe
    from pipelines.flow.night import check_contact, tonight
    from pipelines.sources import parse_publisher, publishers
    from pipelines.sources.publisher import SOURCES
    from pipelines.sources.regions import full_name, in_force, named_in

    host = urlsplit(url).hostname or ""
    check_contact([Plan("probe", "generic", (url,), frozenset({host}))])
    page, problems = probe(url, tonight())
    if page is None:
        raise SourceCommandError(f"{url} cannot be looked at: {'; '.join(problems) or 'no answer'}")
    codes = [region] if region else named_in(page.title) or named_in(page.text[:20_000])
    if len(codes) != 1 or codes[0] not in in_force():
        raise SourceCommandError(
            "the page does not tell its region: give --region with a six-digit code that is in force"
        )
    chosen = source_id or re.sub(r"[^a-z0-9]+", "_", host.removeprefix("www.")).strip("_")
    chosen = chosen if chosen[:1].isalpha() else f"portal_{chosen}"
    title = name or f"{full_name(codes[0])}预决算公开"
    text = describe(title, codes[0], platform_of(page), url)
    parse_publisher(text, chosen)
    if chosen in publishers() or any(known.name == title for known in publishers().values()):
        raise SourceCommandError(f"{chosen} or {title} is configured already: give --id and --name")
    path = (folder or SOURCES) / f"{chosen}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    typer.echo(f"{path}\n\n{text}\nNext: duizhang source check {chosen}")


def describe(name: str, region_code: str, platform: str, url: str) -> str:
    """A portal's file, unverified, with everything else left to the defaults."""
    return (
        f'name: {name}\nregion_code: "{region_code}"\nkind: portal\nplatform: {platform}\nstart: ["{url}"]\n'
        "status: unverified\n"
    )


def check(name: Annotated[str, typer.Argument(metavar="NAME", help="A configured portal.")]) -> None:
    """Visit a portal's listing and show what a night would discover; no document is fetched and nothing is changed."""
    from pipelines.discovery.crawl import look
    from pipelines.discovery.vocabulary import year_of
    from pipelines.flow import night

    publisher = night.portal(name)
    plan = night.plan(publisher)
    night.check_contact([plan])
    draft = look(plan, night.tonight())
    for entry in draft.entries[:SHOWN]:
        typer.echo(f"{entry.kind:12} {entry.published_date or '':10}  {entry.title}  {entry.url}")
    if len(draft.entries) > SHOWN:
        typer.echo(f"and {len(draft.entries) - SHOWN} more")
    years = Counter(str(year_of(entry.title) or "no year") for entry in draft.entries if entry.kind == "document")
    typer.echo(
        f"{sum(years.values())} documents ({', '.join(f'{year}: {count}' for year, count in sorted(years.items()))}), "
        f"{sum(entry.kind == 'unsupported' for entry in draft.entries)} unsupported; {draft.pages} pages, {draft.requests} requests"
    )
    for problem in draft.problems:
        typer.secho(f"problem: {problem}", err=True, fg="yellow")
    if not draft.complete or not draft.entries:
        raise typer.Exit(1)


def list_() -> None:
    """Every configured publisher."""
    from pipelines.sources import publishers

    for publisher in publishers().values():
        site = publisher.portal
        what = f"{site.platform} {site.status}" if site else publisher.kind
        typer.echo(f"{publisher.source_id:36} {publisher.region_code}  {what:20} {publisher.name}")


def schedule(data_dir: DataDir = DATA_DIR) -> None:
    """When each portal publishes, when it was visited last, and what is due and not listed."""
    from pipelines.flow import night
    from pipelines.sources import portals
    from pipelines.sources.due import next_due

    today = date.fromisoformat(night.tonight())
    for publisher in portals(unverified=True):
        standing = night.standing(publisher, data_dir, today)
        site = publisher.portal
        if site is None:
            continue
        kind, month = next_due(site, today)
        takes_part = "nightly" if site.is_verified else "unverified"
        late = ", ".join(f"{what} {year}" for what, year in standing.overdue) if standing.visited else ""
        typer.echo(
            f"{publisher.source_id:36} {takes_part:11} next {kind} in {MONTHS[month - 1]}  last visit {standing.visited or 'never':10}"
            f"  {standing.documents} documents{'  held back' if standing.held else ''}{f'  not listed: {late}' if late else ''}"
        )


def accept(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A portal whose draft was held back.")],
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Take a draft that was held back into use, after somebody has looked at the portal."""
    from pipelines.flow import night

    verdicts = night.accept([night.portal(name)], data_dir, force=True)
    if not verdicts:
        raise SourceCommandError(f"{name} has no draft that waits")
    changes = ", ".join(f"{count} {kind}" for kind, count in verdicts[0].changes.items()) or "nothing changed"
    typer.echo(f"{name}: {changes}; the next run reads what is new")

"""Whether this installation and a data directory are fit for work, and what to do where they are not.

Belongs here: findings, each with its remedy. Does not belong here: mending anything, printing (pipelines/commands/doctor.py).
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from pipelines import DuizhangError
from pipelines.archive import hold
from pipelines.archive.errors import LockedError

State = Literal["well", "note", "ill"]
EXTRAS = {
    "ocr": "scanned pages and pictures of tables are read",
    "explorer": "`duizhang serve` shows pages in the browser",
    "cluster": "documents are read on several machines",
}
# Below this a night of a few hundred documents may not end.
MIN_FREE = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `well`, `note` (works, but worth knowing) or `ill`, and for the latter two what to do."""

    subject: str
    state: State
    said: str
    remedy: str = ""


def examine(data_dir: Path) -> Iterator[Finding]:
    """Look at Python, packages, extras, publishers, disk, lock, archive and published copy, in this order. Changes nothing but the lock file."""
    yield _python()
    yield from _packages()
    yield _fonts()
    yield _publishers()
    yield from _data(data_dir)


def _python() -> Finding:
    here = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info < (3, 13):
        return Finding("python", "well", here)
    return Finding("python", "ill", f"{here} is not supported", "install Python 3.11 or 3.12 and run `make setup`")


def _packages() -> Iterator[Finding]:
    try:
        wanted = [Requirement(text) for text in requires("duizhang") or ()]
    except PackageNotFoundError:
        yield Finding(
            "packages", "ill", "duizhang itself is not installed", "run `make setup`, or pip install duizhang"
        )
        return
    core = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [said for one in core if (said := _wrong(one))]
    if wrong:
        yield Finding("packages", "ill", "; ".join(wrong), "run `make setup`, or pip install --upgrade duizhang")
    else:
        yield Finding("packages", "well", f"{len(core)} packages within their bounds")
    for name, gives in EXTRAS.items():
        extra = [one for one in wanted if one not in core and one.marker and one.marker.evaluate({"extra": name})]
        missing = [said for one in extra if (said := _wrong(one))]
        if missing:
            yield Finding(
                f"extra {name}", "note", f"with it, {gives}; {'; '.join(missing)}", f"make setup EXTRAS={name}"
            )
        else:
            yield Finding(f"extra {name}", "well", gives)


def _wrong(wanted: Requirement) -> str | None:
    try:
        here = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is not installed"
    return None if here in wanted.specifier else f"{wanted.name} {here} is not {wanted.specifier}"


@cache
def chinese_font() -> Path | None:
    """The file of a Chinese font of this system; None where none was found."""
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path("/System/Library/Fonts")]
    folders += [Path("/Library/Fonts"), Path.home() / ".local/share/fonts"]
    names = ("cjk", "droidsansfallback", "wqy", "pingfang", "simsun", "sourcehan", "songti")
    return next(
        (
            path
            for folder in folders
            if folder.is_dir()
            for path in folder.rglob("*.[ot]t[fc]")
            if any(name in path.name.lower().replace("-", "") for name in names)
        ),
        None,
    )


def _fonts() -> Finding:
    # Nothing of the product prints Chinese, but a PDF that does not embed its fonts is drawn with those of the system, and so is a chart.
    found = chinese_font()
    if found:
        return Finding("fonts", "well", f"Chinese pages are drawn with {found.name} where they bring no font")
    return Finding(
        "fonts",
        "note",
        "no Chinese font on this system: reading needs none, pictures of pages that embed no font stay without their text",
        "install one, on Debian and Ubuntu: apt-get install fonts-noto-cjk",
    )


def _publishers() -> Finding:
    from pipelines.sources import publishers

    try:
        known = publishers()
    except DuizhangError as error:
        return Finding("publishers", "ill", str(error), "mend the file named")
    return Finding("publishers", "well", f"{len(known)} configured")


def _data(data_dir: Path) -> Iterator[Finding]:
    if not data_dir.is_dir():
        yield Finding("data", "note", f"{data_dir} is not there yet", "`duizhang run` makes it")
        return
    free = shutil.disk_usage(data_dir).free
    size = f"{free / 1024**3:.1f} GiB free"
    if free < MIN_FREE:
        yield Finding("disk", "ill", size, f"make room: a night wants {MIN_FREE >> 30} GiB at least")
    else:
        yield Finding("disk", "well", size)
    try:
        with hold(data_dir):
            yield Finding("lock", "well", "no run holds the data directory")
            leftover = data_dir / "build" / "aside"
            if leftover.exists():
                yield Finding("build", "note", "a publication was cut off", "the next `duizhang run` clears it away")
    except LockedError as error:
        yield Finding("lock", "note", str(error))
    except OSError as error:
        yield Finding(
            "lock", "ill", f"{data_dir} cannot be written: {error.strerror}", "give yourself write access to it"
        )
    yield from _published(data_dir)


def _published(data_dir: Path) -> Iterator[Finding]:
    from pipelines import publish
    from pipelines.flow.published import published

    try:
        figures = published(data_dir)
    except DuizhangError as error:
        yield Finding("published", "note", "nothing yet", str(error))
        return
    except Exception as error:  # noqa: BLE001 whatever DuckDB says of a damaged file is the finding
        yield Finding(
            "published", "ill", f"cannot be read: {error}", f"`duizhang run --data-dir {data_dir}` publishes anew"
        )
        return
    said = f"{sum(figures.documents.values()):,} documents, {figures.amounts:,} amounts"
    if publish.published_fingerprint(data_dir) == publish.fingerprint(data_dir):
        yield Finding("published", "well", said)
    else:
        yield Finding(
            "published",
            "note",
            f"{said}, made by other code or from an older archive",
            f"`duizhang run --data-dir {data_dir}`",
        )

"""Keeping the published tables under a name, and finding what was kept.

Belongs here: the folder of a release and its files. Does not belong here: what the files say (compare.py).
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from pipelines import DuizhangError
from pipelines.archive import hold
from pipelines.archive.files import sync_file, sync_folder
from pipelines.publish.fingerprint import DATAPACKAGE
from pipelines.publish.release import DICTIONARIES

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class ReleaseError(DuizhangError):
    """A release cannot be kept, found or compared."""


def keep(data_dir: Path, name: str) -> Path:
    """Copy the published tables to `DIR/releases/NAME`, whole or not at all; returns the folder.

    Raises ReleaseError for a name that is taken or no name, and where nothing is published.
    """
    if not _NAME.fullmatch(name):
        raise ReleaseError(f"{name!r} is no name for a release: letters, digits, dots and hyphens, like 2026-11")
    target = data_dir / "releases" / name
    if target.exists():
        raise ReleaseError(f"there is a release {name} already, and releases do not change: take another name")
    aside = data_dir / "build" / "release"
    with hold(data_dir):
        curated = data_dir / "curated"
        package = read_package(curated, f"run `duizhang run --data-dir {data_dir}` first")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        names = [resource["path"] for resource in package["resources"]]
        try:
            for file in (*names, *DICTIONARIES, DATAPACKAGE):
                source = curated / file
                if source.is_dir():
                    shutil.copytree(source, aside / file)
                else:
                    shutil.copyfile(source, aside / file)
        except FileNotFoundError as error:
            raise ReleaseError(
                f"{error.filename} is missing: run `duizhang run --data-dir {data_dir}`, which publishes anew"
            ) from error
        for path in aside.rglob("*"):
            if path.is_file():
                sync_file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.rename(target)
        sync_folder(target.parent)
    return target


def find(data_dir: Path, name: str) -> Path:
    """The folder of a release: `curated` for what is published now, the name of a kept one, or a folder with a datapackage.json.

    Raises ReleaseError where there is none, with the names that there are.
    """
    places = [data_dir / "curated"] if name == "curated" else [data_dir / "releases" / name, Path(name)]
    for place in places:
        if (place / DATAPACKAGE).is_file():
            return place
    kept = sorted(path.parent.name for path in (data_dir / "releases").glob(f"*/{DATAPACKAGE}"))
    raise ReleaseError(
        f"there is no release {name!r}: neither kept in {data_dir / 'releases'} ({', '.join(kept) or 'none is'}), nor a folder"
        f" with a {DATAPACKAGE}; `duizhang export NAME` keeps what is published now"
    )


def read_package(folder: Path, advice: str = "") -> dict[str, Any]:
    """The descriptor of a release. Raises ReleaseError where it cannot be read."""
    try:
        return json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{folder} holds no published tables{': ' + advice if advice else ''}") from error

"""One publisher as its YAML file describes it, and the check of that description.

Belongs here: keys, their types and meaning. Does not belong here: what a publisher offers today (listings.py). A key that nobody reads,
a missing one or a wrong value is an error that names the file: a typing mistake must not silently leave a publisher out.

    name: 福州市“智慧福州”管理服务中心   as it signs its disclosures; what a sidecar's `publisher` is compared with
    region_code: "350100"               six digits
    kind: folder                        where its documents are: `folder`, `addresses`, or `portal`
    path: raw/samples                   folder only: below the data directory; PDFs whose sidecar names this publisher are its own
    documents:                          addresses only: what its portal lists
      - {url: https://…/2023.pdf, title: 2023年度部门决算, published_date: 2024-08-30}

The further keys of a portal are explained in portal.py. Publishers come with this package; a folder that DUIZHANG_SOURCES names adds its own, or replaces them.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import yaml

from pipelines import DuizhangError
from pipelines.archive import LOCAL
from pipelines.sources.portal import OPTIONAL, REQUIRED, Portal, parse_portal

FOLDER, ADDRESSES, PORTAL = "folder", "addresses", "portal"
SOURCES = Path(__file__).parent
FOLDER_VARIABLE = "DUIZHANG_SOURCES"
_COMMON = {"name", "region_code", "kind"}
_KEYS = {FOLDER: _COMMON | {"path"}, ADDRESSES: _COMMON | {"documents"}, PORTAL: _COMMON | REQUIRED}
_OPTIONAL = {PORTAL: OPTIONAL}


class SourcesError(DuizhangError):
    """A publisher's file does not say what it must, or says something that nobody reads."""


@dataclass(frozen=True)
class Address:
    """One document of a publisher's listing: its address, and the link's text and date where they are known."""

    url: str
    title: str | None = None
    published_date: str | None = None


@dataclass(frozen=True)
class Publisher:
    """A body that publishes, or a portal on which many do; `path` is set for the kind `folder`, `documents` for `addresses`, `portal` for it."""

    source_id: str
    name: str
    region_code: str
    kind: str
    path: str | None = None
    documents: tuple[Address, ...] = ()
    portal: Portal | None = None


def own_folder() -> Path | None:
    """The folder of an operator's own publishers, where the environment names one."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named).absolute() if named else None


def publishers(folder: Path | None = None) -> Mapping[str, Publisher]:
    """Every configured publisher by its id, sorted; of one folder alone where it is given. Raises SourcesError for the first file that is
    not in order."""
    own = own_folder()
    return _publishers((folder,) if folder else (SOURCES, *([own] if own else [])))


@cache
def _publishers(folders: tuple[Path, ...]) -> Mapping[str, Publisher]:
    found: dict[str, Publisher] = {}
    by_name: dict[str, str] = {}
    # An operator's own file stands in place of the one of that name that ships: so is a portal verified without touching the package.
    paths = {path.stem: path for folder in folders for path in folder.glob("*.yaml")}
    for _, path in sorted(paths.items()):
        publisher = parse_publisher(path.read_text(encoding="utf-8"), path.stem)
        if publisher.name in by_name:
            raise SourcesError(f"{path.name}: {publisher.name} is configured in {by_name[publisher.name]}.yaml already")
        by_name[publisher.name] = publisher.source_id
        found[publisher.source_id] = publisher
    return found


def parse_publisher(text: str, source_id: str) -> Publisher:
    """The publisher that a file's text describes; `source_id` is the file's stem. Raises SourcesError."""

    def fail(problem: str) -> SourcesError:
        return SourcesError(f"{source_id}.yaml: {problem}")

    if not re.fullmatch(r"[a-z][a-z0-9_]*", source_id) or source_id == LOCAL:
        raise fail(
            f"a publisher's id is lower-case letters, digits and _, and not {LOCAL}, which means the command line"
        )
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise fail(f"not YAML: {error}") from error
    if not isinstance(raw, dict):
        raise fail("not a list of `key: value` lines")
    keys = _KEYS.get(raw.get("kind"))
    if keys is None:
        raise fail(f"kind is one of {', '.join(_KEYS)}, not {raw.get('kind')!r}")
    known = keys | _OPTIONAL.get(raw["kind"], set())
    if unknown := sorted(map(str, raw.keys() - known)):
        raise fail(f"unknown key {', '.join(unknown)}; a {raw['kind']} has {', '.join(sorted(known))}")
    if missing := sorted(keys - raw.keys()):
        raise fail(f"{', '.join(missing)} is missing")
    name, region_code = raw["name"], raw["region_code"]
    if not isinstance(name, str) or not name.strip():
        raise fail("name is not text")
    if not isinstance(region_code, str) or not re.fullmatch(r"\d{6}", region_code):
        raise fail(f"region_code is six digits in quotes, not {region_code!r}")
    path, documents, portal = None, (), None
    if raw["kind"] == PORTAL:
        portal = parse_portal(raw, fail)
    elif raw["kind"] == FOLDER:
        path = raw["path"]
        if not isinstance(path, str) or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise fail(f"path is a folder below the data directory, not {path!r}")
    else:
        if not isinstance(raw["documents"], list) or not raw["documents"]:
            raise fail("documents is a list of at least one address")
        documents = tuple(_address(entry, fail) for entry in raw["documents"])
        if len({entry.url for entry in documents}) < len(documents):
            raise fail("an address stands twice")
    return Publisher(source_id, name.strip(), region_code, raw["kind"], path, documents, portal)


def _address(raw: Any, fail: Any) -> Address:
    if not isinstance(raw, dict) or "url" not in raw or raw.keys() - {"url", "title", "published_date"}:
        raise fail(f"a document has url, and may have title and published_date: {raw!r}")
    url, title, published = raw["url"], raw.get("title"), raw.get("published_date")
    if not isinstance(url, str) or urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise fail(f"not an http(s) address: {url!r}")
    if title is not None and not isinstance(title, str):
        raise fail(f"a title is text, not {title!r}")
    try:
        # YAML reads 2024-08-30 as a date; in quotes it is text.
        published = date.fromisoformat(str(published)).isoformat() if published is not None else None
    except ValueError as error:
        raise fail(f"published_date is a date like 2024-08-30, not {published!r}") from error
    return Address(url, title, published)

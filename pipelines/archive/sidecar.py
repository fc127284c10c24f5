"""Sidecars: `NAME.yaml` beside `NAME.pdf` says what a portal's listing would have said about it.

Belongs here: reading and validating one sidecar. Does not belong here: what its facts are worth (they are weak evidence beside the
document's content). A key or value that does not fit is reported and left out; it never stops a run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import yaml

MAX_BYTES = 64 * 1024
# libyaml's loader where PyYAML was built with it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Sidecar:
    """Facts of one sidecar by key, all text, and what was wrong with it in sentences."""

    facts: dict[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


def sidecar_path(document: Path) -> Path | None:
    """Where the sidecar of a document would lie; None for a file that is itself called .yaml."""
    path = document.with_suffix(".yaml")
    return None if path == document else path


def read_sidecar(path: Path) -> Sidecar:
    """Read a sidecar: keys publisher, region_code, title, url, published_date. A missing file has no facts; nothing is raised."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Sidecar(errors=(f"{path.name}: larger than {MAX_BYTES} bytes, not read",))
        return parse_sidecar(path.read_text(encoding="utf-8-sig"), path.name)
    except FileNotFoundError:
        return Sidecar()
    except (OSError, UnicodeDecodeError) as error:
        return Sidecar(errors=(f"{path.name}: cannot be read: {error}",))


def parse_sidecar(text: str, name: str) -> Sidecar:
    """The text of a sidecar as facts; `name` stands in the errors."""
    try:
        # Nodes instead of values: 350100 and 2023-09-01 stay as written, and aliases cannot grow.
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return Sidecar(errors=(f"{name}: not YAML: {' '.join(str(error).split())}",))
    if root is None:
        return Sidecar()
    if not isinstance(root, yaml.MappingNode):
        return Sidecar(errors=(f"{name}: not a list of `key: value` lines",))
    facts: dict[str, str] = {}
    errors = []
    for key_node, value_node in root.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "(not a word)"
        if key not in _KEYS:
            errors.append(f"{name}: unknown key {key}; known are {', '.join(_KEYS)}")
        elif key in facts:
            errors.append(f"{name}: {key} stands twice; the first counts")
        elif not isinstance(value_node, yaml.ScalarNode):
            errors.append(f"{name}: {key} is not a single value")
        elif value_node.tag == "tag:yaml.org,2002:null":
            continue
        elif problem := _KEYS[key](value_node.value):
            errors.append(f"{name}: {key} {problem}: {value_node.value[:80]!r}")
        else:
            facts[key] = value_node.value.strip()
    return Sidecar(facts, tuple(errors))


def _text(value: str) -> str | None:
    return None if value.strip() else "is empty"


def _region_code(value: str) -> str | None:
    return None if re.fullmatch(r"[0-9]{6}", value.strip()) else "is not six digits"


def _url(value: str) -> str | None:
    try:
        parts = urlsplit(value.strip())
    except ValueError:
        return "is not an address"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "is not an http(s) address"
    return None


def _date(value: str) -> str | None:
    try:
        date.fromisoformat(value.strip())
    except ValueError:
        return "is not a date like 2023-09-01"
    return None if re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()) else "is not a date like 2023-09-01"


_KEYS: dict[str, Callable[[str], str | None]] = {
    "publisher": _text,
    "region_code": _region_code,
    "title": _text,
    "url": _url,
    "published_date": _date,
}

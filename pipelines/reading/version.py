"""The version of the reading: it changes whenever the code or a vocabulary that decides a reading changes."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipelines import __version__

PARTS = ("reading", "reconcile", "reference")
SUFFIXES = (".py", ".yaml", ".csv")


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    out: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            out += _walk(entry, name)
        elif entry.name.endswith(SUFFIXES):
            out.append((name, entry))
    return out


@cache
def extractor_version() -> str:
    """`<package version>+<digest>` of all sources that decide a reading."""
    digest = hashlib.sha256()
    for part in PARTS:
        for name, entry in sorted(_walk(files("pipelines") / part, part), key=lambda e: e[0]):
            digest.update(name.encode())
            digest.update(entry.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"

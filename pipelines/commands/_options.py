"""Options that several verbs share, and the reading of their values."""

import re
from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path,
    typer.Option(
        "--data-dir",
        "-d",
        envvar="DUIZHANG_DATA_DIR",
        file_okay=False,
        help="Data directory: archive in DIR/raw, published tables in DIR/curated.",
        metavar="DIR",
    ),
]
DATA_DIR = Path("data")

_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


def parse_size(text: str) -> int:
    """Bytes of a size like `3G`, `3 GB`, `800M` or `1073741824` (units of 1024). Raises typer.BadParameter."""
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)(?:i?B)?\s*", text, re.IGNORECASE)
    if not match:
        raise typer.BadParameter(f"{text!r} is not a size; write it like 3G or 800M")
    return int(float(match[1]) * _UNITS[match[2].upper()])

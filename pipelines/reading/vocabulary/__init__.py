"""Vocabularies as data: titles, columns, units, words. Each file is validated by the module that loads it."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """The parsed content of vocabulary/NAME.yaml."""
    return yaml.safe_load(files("pipelines.reading.vocabulary").joinpath(f"{name}.yaml").read_text(encoding="utf-8"))

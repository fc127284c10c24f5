"""The list of samples: which figures are typeset in which layout, unit by form, and what the sidecar says.

Belongs here: samples.yaml and its checks. Does not: figures, layouts, drawing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.samples.figures import UNITS, FiguresError, check_keys

NEEDED = {"figures", "layout", "published_date"}
SAMPLES = Path(__file__).parent / "samples.yaml"


@dataclass(frozen=True)
class Sample:
    """One PDF to be made: units and options are by form key, an empty unit means as published."""

    name: str
    figures: str
    layout: str
    published_date: dt.date
    unit: str
    units: Mapping[str, str]
    options: Mapping[str, Mapping[str, Any]]

    def unit_of(self, form: str) -> str:
        """The unit in which this sample prints a form; empty: the unit of the figures."""
        return self.units.get(form, self.unit)


@cache
def samples(path: Path = SAMPLES) -> Mapping[str, Sample]:
    """Every sample by name. Raises FiguresError for an unknown key or unit."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: _sample(name, fields) for name, fields in raw.items()}


def sample(name: str) -> Sample:
    """The sample of that name. Raises FiguresError where there is none."""
    try:
        return samples()[name]
    except KeyError:
        raise FiguresError(f"no sample {name!r}; there are {', '.join(samples())}") from None


def _sample(name: str, raw: Mapping[str, Any]) -> Sample:
    check_keys(raw, NEEDED | {"unit", "units", "options"}, NEEDED, name)
    optional = raw.get("unit", ""), raw.get("units", {}), raw.get("options", {})
    made = Sample(name, raw["figures"], raw["layout"], raw["published_date"], *optional)
    if not {made.unit, *made.units.values()} <= {"", *UNITS}:
        raise FiguresError(f"{name}: a unit that is not one of {', '.join(UNITS)}")
    return made

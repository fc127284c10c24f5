"""How a document is put on paper: page, rules, captions, breaks, codes. Layouts are data (layouts.yaml), checked on load.

Belongs here: the options and their meaning. Does not: any figure, nor the drawing itself (paginate.py, draw.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LAYOUTS = Path(__file__).parent / "layouts.yaml"


class LayoutError(ValueError):
    """A layout has an option that does not exist, or a value that it cannot have."""


@dataclass(frozen=True)
class Layout:
    """Options of a layout; lengths in points. The defaults give plain ruled tables on portrait A4."""

    orientation: str = "portrait"  # portrait | landscape
    page: tuple[float, float] = (595.28, 841.89)  # width and height of a portrait page
    margins: tuple[float, float, float, float] = (56.0, 64.0, 56.0, 60.0)  # left, top, right, bottom
    rotate: int = 0  # 0 | 90: the page is stored turned and shown upright by its /Rotate
    wide_columns: int = 0  # forms of at least so many columns go on landscape pages; 0: none does
    caption_before: bool = False  # the caption of a form on a landscape page stays on the portrait page before
    caption: str = "above"  # above | inside (title, body and unit are the first rows of the ruled area)
    caption_lines: str = "shared"  # shared (body at the left, unit at the right of one line) | separate
    rules: str = "grid"  # grid | horizontal (one a row, none vertical) | three_line (top, under the header, bottom)
    outer_border: bool = True  # False: a grid without its left and right border
    new_page: bool = False  # each form begins a page
    repeat_header: bool = False  # on continuation pages
    repeat_caption: bool = False  # on continuation pages
    break_rows: bool = False  # a row may be cut by the page break, some of its lines above, the rest below
    vertical_align: str = "middle"  # top | middle | bottom
    code_columns: str = "joined"  # joined | split (类, 款, 项)
    pad_codes: bool = True  # False: a split code loses its leading zeros (`2` for `02`)
    blank_parents: bool = False  # a split code leaves out the parents that a row above has printed
    group_digits: bool = True  # 1,234.56
    name_chars: int = 16  # width of the columns of names before they are stretched, in characters
    stretch: bool = True  # tables fill the width of the page
    font_size: float = 9.0
    row_padding: float = 2.5  # above and below the lines of a row
    double_struck: bool = False  # bold by printing titles and totals twice
    page_numbers: bool = True


CHOICES: Mapping[str, tuple[Any, ...]] = {
    "orientation": ("portrait", "landscape"),
    "rotate": (0, 90),
    "caption": ("above", "inside"),
    "caption_lines": ("shared", "separate"),
    "rules": ("grid", "horizontal", "three_line"),
    "vertical_align": ("top", "middle", "bottom"),
    "code_columns": ("joined", "split"),
}


def change(layout: Layout, options: Mapping[str, Any], where: str = "layout") -> Layout:
    """The layout with options changed. Raises LayoutError for an unknown option or a value out of its choices."""
    known = {field.name for field in fields(Layout)}
    unknown = sorted(set(options) - known)
    if unknown:
        raise LayoutError(f"{where}: unknown options {unknown}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    for key, value in values.items():
        wanted = type(getattr(layout, key))
        fits = type(value) in (int, float) if wanted is float else type(value) is wanted
        if not fits or (key in CHOICES and value not in CHOICES[key]):
            raise LayoutError(f"{where}: {key} cannot be {value!r}")
    return replace(layout, **values)


@cache
def layouts(path: Path = LAYOUTS) -> Mapping[str, Layout]:
    """Every layout kept as data, by name."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: change(Layout(), options or {}, name) for name, options in raw.items()}


def layout_named(name: str) -> Layout:
    """The layout of that name. Raises LayoutError where there is none."""
    try:
        return layouts()[name]
    except KeyError:
        raise LayoutError(f"no layout {name!r}; there are {', '.join(sorted(layouts()))}") from None

"""Samples: disclosures typeset from published figures that are kept as data, and what a reader should find in them.

Belongs here: the names that others use. `python -m pipelines.samples` writes the PDFs (__main__.py).
Does not: reading of any PDF; nothing of the product imports this package.
"""

from collections.abc import Sequence
from pathlib import Path

import yaml

from pipelines.samples.compose import parts_of
from pipelines.samples.draw import to_pdf
from pipelines.samples.expectations import expected, expected_projects
from pipelines.samples.figures import Disclosure, FiguresError, load
from pipelines.samples.fonts import FontError, default_font, load_fonts
from pipelines.samples.layout import Layout, LayoutError, change, layout_named
from pipelines.samples.manifest import Sample, sample, samples
from pipelines.samples.paginate import lay_out
from pipelines.samples.parts import Contents, Cover, FormTable, Heading, Page, Paragraph, Part

__all__ = [
    "Contents",
    "Cover",
    "FiguresError",
    "FontError",
    "FormTable",
    "Heading",
    "Layout",
    "LayoutError",
    "Page",
    "Paragraph",
    "Part",
    "change",
    "expected",
    "expected_projects",
    "layout_named",
    "pages_of",
    "pages_of_sample",
    "sample_names",
    "sidecar",
    "typeset",
    "typeset_sample",
    "write",
]


def sample_names() -> tuple[str, ...]:
    """Names of the samples: stems of their PDFs."""
    return tuple(samples())


def pages_of(parts: Sequence[Part], layout: Layout | str = "word", *, font: Path | None = None) -> tuple[Page, ...]:
    """The pages that `typeset` would draw: texts and rules with their places in points from the page's top left."""
    return lay_out(parts, layout if isinstance(layout, Layout) else layout_named(layout), load_fonts(font))


def typeset(
    parts: Sequence[Part], layout: Layout | str = "word", *, font: Path | None = None, title: str = ""
) -> bytes:
    """A PDF of parts (often only FormTables) in a layout: one of layouts.yaml by name, or a Layout of one's own.

    font is a TrueType file with Chinese characters to embed; without one they are printed as boxes: their text can be extracted
    and their places are right on every machine, but nobody can read the page, OCR least of all. Same arguments, same bytes.
    Raises FontError, LayoutError.
    """
    return to_pdf(pages_of(parts, layout, font=font), load_fonts(font), title)


def typeset_sample(name: str, *, font: Path | None = None) -> bytes:
    """The PDF of a sample. Raises FiguresError for an unknown name, FontError."""
    return to_pdf(pages_of_sample(name, font=font), load_fonts(font), _sample(name)[1].title)


def pages_of_sample(name: str, *, font: Path | None = None) -> tuple[Page, ...]:
    """The pages of a sample, as pages_of gives them. Raises FiguresError for an unknown name, FontError."""
    wanted, disclosure = _sample(name)
    layout = layout_named(wanted.layout)
    by_form = {form: change(layout, options, f"{name}: {form}") for form, options in wanted.options.items()}
    return lay_out(parts_of(disclosure, wanted, layout), layout, load_fonts(font), by_form)


def sidecar(name: str) -> str:
    """YAML beside the sample's PDF: publisher, region_code, title, published_date."""
    wanted, disclosure = _sample(name)
    fields = {
        "publisher": disclosure.body,
        "region_code": disclosure.region_code,
        "title": disclosure.title,
        "published_date": wanted.published_date.isoformat(),
    }
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)


def write(out: Path, font: Path | None = None) -> list[Path]:
    """Write every sample and its sidecar into a folder, with the font embedded. Returns the PDFs' paths. Raises FontError."""
    font = font or default_font()
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in samples():
        path = out / f"{name}.pdf"
        path.write_bytes(typeset_sample(name, font=font))
        path.with_suffix(".yaml").write_text(sidecar(name), encoding="utf-8")
        paths.append(path)
    return paths


def _sample(name: str) -> tuple[Sample, Disclosure]:
    wanted = sample(name)
    return wanted, load(wanted.figures)

"""The parts of a document before it has pages: cover, contents, headings, paragraphs, tables of forms; and pages after.

Belongs here: frozen values that the other modules hand to each other. Does not: any choice of appearance.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cover:
    """A first page with centred lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """A page that lists every heading of the document with its page number."""

    title: str = "目录"


@dataclass(frozen=True)
class Heading:
    """A heading of the text; level 1 begins a page."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True)
class FormTable:
    """A form to be typeset: title, header rows and body rows of text, `<` and `^` merging a cell with its neighbour.

    kinds names each column's kind (functional_code, economic_code, name, line_number, amount, text) for width and alignment;
    left empty, it is guessed from the body. weights fixes relative column widths. form is the form's key, for options by form.
    """

    title: str
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""  # the whole line, as 单位：万元
    number: str = ""
    body: str = ""  # the whole line, as 部门：某某局
    heading: str = ""
    notes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    form: str = ""


Part = Cover | Contents | Heading | Paragraph | FormTable


@dataclass(frozen=True)
class Text:
    """One line of text; x and baseline in points from the page's top left, as displayed."""

    x: float
    baseline: float
    text: str
    size: float
    struck: bool = False  # printed twice, to look bold


@dataclass(frozen=True)
class Rule:
    """A straight line, in points from the page's top left, as displayed."""

    x0: float
    top: float
    x1: float
    bottom: float
    width: float


@dataclass(frozen=True)
class Page:
    """A page as displayed; broken_rows counts rows that its lower edge cuts in two."""

    width: float
    height: float
    rotate: int
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    broken_rows: int = 0

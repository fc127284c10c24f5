"""The amounts of a document as forms, lanes and lines, so that identities can ask for "this line, that measure".

Here: grouping by form, side, block and row; what counts as a total line; the last digit that a form prints. Not here: sums.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .catalogue import INNER, MEASURES, PREFIXES, Catalogue
from .outcome import CENT, Operand, Place

Amount = Any  # whatever has the fields of pipelines.reading.forms.amounts.Amount; reading is not imported

_FACTOR = {
    "亿元": Decimal(100_000_000),
    "万元": Decimal(10_000),
    "千元": Decimal(1_000),
    "百元": Decimal(100),
    "元": Decimal(1),
}


def fold(name: str) -> str:
    """A name without quotes and spaces, brackets full width."""
    return "".join(name.split()).replace("(", "（").replace(")", "）").strip("“”\"'‘’")


def last_digit(amount: Amount) -> Decimal:
    """The yuan of the last digit printed in an amount's cell."""
    if amount.unit in _FACTOR:
        return last_digit_of(amount.published, amount.unit)
    factor = amount.yuan / amount.value if amount.value else Decimal(1)
    return factor * last_digit_of(amount.published)


def last_digit_of(published: str, unit: str | None = None) -> Decimal:
    """What the last digit of a printed figure is worth, in yuan where it has a unit."""
    decimals = len(published.strip().rstrip("）)元万亿%％分").partition(".")[2])
    return _FACTOR.get(unit or "元", Decimal(1)).scaleb(-decimals)


@dataclass(slots=True)
class Line:
    """One row of one lane. `cells` by measure (its prefix included); `unknown` are printed columns that nobody could name."""

    sheet: "Sheet"
    side: str | None
    block: int
    code: str | None
    name: str
    raw: str
    body: str | None
    indent: float
    position: tuple[int, int]
    kind: str = "text"  # total, partial, code, text
    cells: dict[str, list[Amount]] = field(default_factory=dict)
    unknown: list[Amount] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Code, or name where there is none."""
        return self.code or self.name or "合计"

    def operand(self, measure: str, sign: int = 1) -> Operand:
        """The figure of a measure, blank where nothing is printed."""
        amounts = self.cells.get(measure)
        if not amounts:
            return Operand(Place(self.sheet.form, self.key, measure), None, CENT, sign)
        first = amounts[0]
        place = Place(self.sheet.form, self.key, measure, first.table_id, first.row_index, first.column_index)
        yuan = sum((a.yuan for a in amounts[1:]), first.yuan)
        return Operand(place, yuan, self.sheet.digit(first.unit), sign)


@dataclass(slots=True)
class Lane:
    """The lines of one side and block, from top to bottom, and the measures that any of them prints."""

    side: str | None
    block: int
    lines: list[Line]
    measures: set[str]


@dataclass(slots=True)
class Sheet:
    """One printed form: a table, or tables that continue each other. `label` is empty where the form occurs once."""

    form: str
    label: str
    amounts: list[Amount]
    lanes: list[Lane] = field(default_factory=list)
    digits: dict[str | None, Decimal] = field(default_factory=dict)
    memo: dict[str, Any] = field(default_factory=dict)

    def digit(self, unit: str | None) -> Decimal:
        """The last digit that the form prints in a unit."""
        return self.digits.get(unit, CENT)

    def lanes_on(self, side: str | None) -> list[Lane]:
        """The lanes of a side; all where side is None."""
        return [lane for lane in self.lanes if side is None or lane.side == side]

    @property
    def size(self) -> int:
        """Number of lines."""
        return sum(len(lane.lines) for lane in self.lanes)


def operand_of(sheet: Sheet, amount: Amount) -> Operand:
    """One amount as an operand, under its line's name."""
    place = Place(
        sheet.form,
        amount.code or amount.line_name,
        amount.measure,
        amount.table_id,
        amount.row_index,
        amount.column_index,
    )
    return Operand(place, amount.yuan, sheet.digit(amount.unit))


class Index:
    """The sheets of one document by form."""

    def __init__(self, amounts: Sequence[Amount], catalogue: Catalogue, blank: Collection[str] = ()):
        self.catalogue = catalogue
        self.memo: dict[Any, Any] = {}
        self._sheets: dict[str, list[Sheet]] = {}
        by_form: dict[str, list[Amount]] = {}
        for amount in amounts:
            by_form.setdefault(amount.form, []).append(amount)
        for form, found in by_form.items():
            with_unit = [a for a in found if a.yuan is not None]
            self._sheets[form] = [
                _sheet(form, label, group, catalogue) for label, group in _tables(with_unit, catalogue)
            ]
        self.present = frozenset(by_form)
        self.blank = frozenset(blank) - self.present

    def sheets(self, form: str) -> list[Sheet]:
        """The printed forms of a kind, usually one."""
        return self._sheets.get(form, [])

    def sheet(self, form: str) -> Sheet | None:
        """The largest printed form of a kind: what equalities across forms look at."""
        return max(self.sheets(form), key=lambda s: s.size, default=None)


def _tables(amounts: Sequence[Amount], catalogue: Catalogue) -> list[tuple[str, list[Amount]]]:
    """Amounts by printed form: tables that each have a total line are forms of their own, others continue one another."""
    tables: dict[str, list[Amount]] = {}
    for amount in amounts:
        tables.setdefault(amount.table_id, []).append(amount)
    if len(tables) < 2:
        return [("", list(amounts))]
    whole = [
        t
        for t, found in tables.items()
        if any(not a.code and catalogue.words.total.search(fold(a.line_name)) for a in found)
    ]
    if len(whole) < 2:
        return [("", list(amounts))]
    out: list[tuple[str, list[Amount]]] = []
    for table, found in tables.items():
        if table in whole or not out:
            out.append((table, list(found)))
        else:
            out[-1][1].extend(found)
    return [("" if i == 0 else label, found) for i, (label, found) in enumerate(out)]


def _sheet(form: str, label: str, amounts: list[Amount], catalogue: Catalogue) -> Sheet:
    sheet = Sheet(form, label, amounts)
    order = {t: i for i, t in enumerate(dict.fromkeys(a.table_id for a in amounts))}
    lines: list[Line] = []
    latest: dict[tuple, Line] = {}
    for a in sorted(amounts, key=lambda a: (order[a.table_id], a.row_index, a.column_index)):
        row = (a.table_id, a.row_index, a.side, a.block)
        line, name = latest.get(row), fold(a.line_name)
        if line is None or a.code != line.code or (name != line.name and a.measure in line.cells):
            line = latest[row] = Line(
                sheet, a.side, a.block, a.code, name, a.raw_name, a.row_body, a.indent, (order[a.table_id], a.row_index)
            )
            line.kind = _kind(line, catalogue)
            lines.append(line)
        _place(line, a, catalogue)
        if not a.measure.endswith("unmapped"):
            digit = last_digit(a)
            sheet.digits[a.unit] = min(digit, sheet.digits.get(a.unit, digit))
    lanes: dict[tuple, Lane] = {}
    for line in _lane_by_lane(lines):
        lane = lanes.setdefault((line.side, line.block), Lane(line.side, line.block, [], set()))
        lane.lines.append(line)
        lane.measures.update(line.cells)
    sheet.lanes = [lanes[k] for k in sorted(lanes, key=lambda k: (k[0] or "", k[1]))]
    return sheet


def _lane_by_lane(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom; where rows hold several codes side by side, one lane after the other."""
    rows = [line.position for line in lines if line.code and line.side is None]
    if len(set(rows)) == len(rows):
        return lines
    columns = {
        id(line): min(a.column_index for found in (*line.cells.values(), line.unknown) for a in found)
        for line in lines
        if line.cells or line.unknown
    }
    return sorted(lines, key=lambda line: (line.position[0], columns.get(id(line), 0), line.position[1]))


def _kind(line: Line, catalogue: Catalogue) -> str:
    if line.code:
        return "code"
    if catalogue.words.partial_total.search(line.name):
        return "partial"
    return "total" if catalogue.words.total.search(line.name) else "text"


def _place(line: Line, amount: Amount, catalogue: Catalogue) -> None:
    """Put an amount under its measure; a second column of the same measure in a row is unknown rather than added."""
    if amount.measure.endswith("unmapped"):
        column = catalogue.column_of(amount.header_path)
        if column is None:
            line.unknown.append(amount)
        elif column != "none":
            line.cells.setdefault(column, []).append(amount)
    elif amount.measure in line.cells:
        line.unknown.append(amount)
    else:
        line.cells[amount.measure] = [amount]


def split(measure: str) -> tuple[str, str]:
    """(prefix of the stage, measure without it)."""
    for prefix in PREFIXES[1:]:
        if measure.startswith(prefix):
            return prefix, measure[len(prefix) :]
    return "", measure


def additive(measures: Iterable[str]) -> list[str]:
    """The measures that add up over rows, in a fixed order: all that the contract names."""
    return sorted(m for m in measures if split(m)[1] in MEASURES - INNER)


def prefixes(measures: Iterable[str]) -> list[str]:
    """The stages that occur among measures."""
    found = {split(m)[0] for m in measures}
    return [p for p in PREFIXES if p in found]

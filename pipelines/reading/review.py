"""What of a reading a person should look at.

Here: the items of the review list of one document, and how bad each is. Not here: how the list is shown (pipelines/commands), decisions (decisions.py).

An item is a cell where there is one. Of an identity that is open, the cells in doubt are those that no other identity confirms and most
contradict; where all are confirmed, the figure that the identity states. An identity that a proposed figure would close is listed by that
alone. Identities that the publisher broke (a second reader or look confirmed every cell) are no items.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipelines.reconcile import Check

from .forms.amounts import Amount
from .hints import Decision
from .repair import Repaired, Spot
from .repair.equations import key_of, spots_of
from .repair.unread import unread_cells
from .tables.model import Cell

LOW_CONFIDENCE = 0.8
# By reason: 1 is the worst; a repair is most probably right.
SEVERITY = {
    "repair_proposed": 1,
    "unread": 2,
    "open_identity": 2,
    "extraction": 3,
    "stale_decision": 3,
    "ocr_doubtful": 3,
    "low_confidence": 4,
    "repaired": 5,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: why, how bad (1 the worst), where, what was read, what is proposed instead, and what to know besides."""

    reason: str
    severity: int
    form: str | None = None
    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    table_id: str | None = None
    row_index: int | None = None
    column_index: int | None = None
    text: str | None = None
    proposed: str | None = None
    method: str | None = None
    confidence: float | None = None
    identities_open: int = 0
    identities_closed: int = 0
    detail: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def items(
    mended: Repaired, settled: Collection[Spot], stale: Sequence[Decision], reasons: Collection[str]
) -> list[Item]:
    """The review list of a document, worst first; no cell is listed twice, none that is settled. `reasons` are those of its status."""
    reading = mended.reading
    amounts = {(a.table_id, a.row_index, a.column_index): a for f in reading.forms for a in f.amounts}
    uses = _uses(reading.checks)
    found: dict[Spot, Item] = {}
    for spot, item in _cells(mended, amounts, uses):
        if spot not in settled and (spot not in found or item.severity < found[spot].severity):
            found[spot] = item
    out = [*found.values(), *(_stale(decision) for decision in stale)]
    if "ocr_doubtful" in reasons:
        out.append(Item("ocr_doubtful", SEVERITY["ocr_doubtful"]))
    return sorted(out, key=_order)


def _order(item: Item) -> tuple:
    """Worst first: by severity, then the cells with more open and fewer closed identities, then by place."""
    place = (item.page or 0, item.top or 0.0, item.x0 or 0.0)
    return item.severity, -item.identities_open, item.identities_closed, item.confidence or 0.0, place


def _cells(mended: Repaired, amounts: dict[Spot, Amount], uses: dict[Spot, list[Check]]) -> Iterator[tuple[Spot, Item]]:
    for edit in mended.proposed:
        told = (
            "the sums want it, the picture does not show it"
            if not edit.admitted
            else "one of several figures that close the sums"
        )
        yield (
            edit.spot,
            replace(_item("repair_proposed", amounts[edit.spot], uses, edit.spot, told), proposed=edit.text),
        )
    for form, spot, cell in unread_cells(mended.reading):
        yield spot, _cell_item("unread", form, spot, cell, "a cell of an amount column that holds no number")
    for form in mended.reading.forms:
        for cell, reason in form.left_out:
            if reason == "unclear" and cell.method == "text":
                told = "digits in an amount column that no rule says the number of"
                yield (
                    (spot := (form.table.table_id, cell.row, cell.column)),
                    _cell_item("unread", form.form, spot, cell, told),
                )
    explained = {key for edit in mended.proposed for key in edit.closes}
    for check in mended.reading.checks:
        if check.status != "mismatch" or check.cause == "publisher" or key_of(check) in explained:
            continue
        for spot in _doubtful(check, amounts, uses):
            reason = "open_identity" if amounts[spot].method == "ocr" else "extraction"
            if reason == "open_identity" or check.cause == "extraction":
                yield spot, _item(reason, amounts[spot], uses, spot, _told(check))
    for spot, amount in amounts.items():
        if amount.method == "ocr" and amount.repaired_by is None and amount.confidence < LOW_CONFIDENCE:
            yield spot, _item("low_confidence", amount, uses, spot, None)
    for form in mended.reading.forms:
        for cell in form.table.cells:
            if cell.repaired_by in {"arithmetic", "code_book"}:
                spot = (form.table.table_id, cell.row, cell.column)
                told = f"read as {cell.repaired_from}"
                known = amounts.get(spot)
                yield (
                    spot,
                    _item("repaired", known, uses, spot, told)
                    if known
                    else _cell_item("repaired", form.form, spot, cell, told),
                )


def _uses(checks: Sequence[Check]) -> dict[Spot, list[Check]]:
    """The judged identities by the cells that they use."""
    out: dict[Spot, list[Check]] = {}
    for check in checks:
        if check.status in ("pass", "rounding", "mismatch"):
            for spot in spots_of(check):
                if spot is not None:
                    out.setdefault(spot, []).append(check)
    return out


def _doubtful(check: Check, amounts: dict[Spot, Amount], uses: dict[Spot, list[Check]]) -> list[Spot]:
    """The cells of an open identity to look at."""
    known = [spot for spot in spots_of(check) if spot in amounts]
    if any(amounts[spot].method == "ocr" for spot in known):
        known = [spot for spot in known if amounts[spot].method == "ocr"]
    unconfirmed = [spot for spot in known if all(c.status == "mismatch" for c in uses[spot])]
    most = max((len(uses[spot]) for spot in unconfirmed), default=0)
    return [spot for spot in unconfirmed if len(uses[spot]) == most] or known[:1]


def _item(reason: str, amount: Amount, uses: dict[Spot, list[Check]], spot: Spot, detail: str | None) -> Item:
    judged = uses.get(spot, [])
    broken = sum(1 for c in judged if c.status == "mismatch")
    return Item(
        reason,
        SEVERITY[reason],
        amount.form,
        amount.page,
        *(round(edge, 2) for edge in amount.box),
        *spot,
        text=amount.published,
        method=amount.method,
        confidence=amount.confidence,
        identities_open=broken,
        identities_closed=len(judged) - broken,
        detail=detail,
    )


def _cell_item(reason: str, form: str, spot: Spot, cell: Cell, detail: str) -> Item:
    """An item about a cell that holds no amount."""
    return Item(
        reason,
        SEVERITY[reason],
        form,
        cell.page,
        *(round(edge, 2) for edge in cell.box),
        *spot,
        text=cell.flat,
        method=cell.method,
        confidence=cell.confidence,
        detail=detail,
    )


def _stale(decision: Decision) -> Item:
    told = f"{decision.verdict} {decision.text}: the cell is gone, or is read as something else than {decision.seen}"
    x0, top, x1, bottom = decision.box
    return Item(
        "stale_decision",
        SEVERITY["stale_decision"],
        None,
        decision.page,
        x0,
        top,
        x1,
        bottom,
        text=decision.seen,
        proposed=decision.text,
        detail=told,
    )


def _told(check: Check) -> str:
    return f"{check.check_id} {check.scope} {check.measure}: {check.expected_yuan} printed, {check.actual_yuan} by its parts"

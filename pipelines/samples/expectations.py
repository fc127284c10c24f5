"""What a reader should find in a sample: the amounts of its forms, in the vocabulary of the curated tables.

Belongs here: the way from figures as printed to rows of document, form, side, code, line_name, measure and amount in yuan,
by the mapping that the figures carry (form keys, measures, canonical lines). Does not: reading a PDF; nothing here looks at one.
"""

import re
from decimal import Decimal
from typing import TypedDict

from pipelines.samples.figures import LEFT, NOTHING, UNITS, Disclosure, Form, amount, load
from pipelines.samples.manifest import sample

CODE = re.compile(r"\d{3}(\d{2}){0,2}")
ORDINAL = re.compile(r"([一二三四五六七八九十]+、|\d+[.、．]|其中[:：]|[（(][一二三四五六七八九十\d]+[）)])+")
CENT = Decimal("0.01")


class ExpectedAmount(TypedDict):
    """One printed amount; side is None on forms without sides, code on lines without one, amount_yuan where nothing is printed."""

    document: str
    form: str
    side: str | None
    code: str | None
    line_name: str
    measure: str
    amount_yuan: Decimal | None


class ExpectedProject(TypedDict):
    """One project; amounts in yuan from the line 年度资金总额, the score as printed."""

    document: str
    project_name: str
    supervising_body: str
    implementing_unit: str | None
    approved_yuan: Decimal | None
    adjusted_yuan: Decimal | None
    executed_yuan: Decimal | None
    score: str
    indicator_count: int


def expected(name: str, *, blanks: bool = False) -> list[ExpectedAmount]:
    """Amounts that a reading of sample NAME must give, one a printed amount, in the order of forms, rows and columns.

    With blanks=True the cells that print nothing or `/` are rows too, their amount_yuan None. A performance disclosure has no
    amounts. Raises FiguresError for an unknown name.
    """
    rows = [row for form in load(sample(name).figures).forms for row in _rows(name, form)]
    return [row for row in rows if blanks or row["amount_yuan"] is not None]


def expected_projects(name: str) -> list[ExpectedProject]:
    """Projects of performance sample NAME; none for the others. Raises FiguresError for an unknown name."""
    disclosure: Disclosure = load(sample(name).figures)
    rows: list[ExpectedProject] = []
    for project in disclosure.projects:
        total = next(line for line in project.funds if line[0] == "年度资金总额")
        approved, adjusted, executed = (yuan(text, disclosure.unit) for text in total[1:4])
        rows.append({
            "document": name, "project_name": project.project_name, "supervising_body": project.supervising_body,
            "implementing_unit": project.implementing_unit or None, "approved_yuan": approved, "adjusted_yuan": adjusted,
            "executed_yuan": executed, "score": project.score_total, "indicator_count": len(project.indicators),
        })  # fmt: skip
    return rows


def yuan(text: str, unit: str) -> Decimal | None:
    """The printed amount in yuan, to the fen; None where nothing is printed."""
    value = amount(text)
    return None if value is None else (value * UNITS[unit]).quantize(CENT)


def _rows(document: str, form: Form) -> list[ExpectedAmount]:
    rows: list[ExpectedAmount] = []
    for cells in form.rows:
        for lane in form.lanes():
            code, name = _label(form, cells, lane)
            side = next((form.columns[j].side for j in lane if form.columns[j].side), None)
            columns = [j for j in lane if form.columns[j].role == "amount" and cells[j] != LEFT]
            labelled = code or name or any(form.columns[j].line for j in columns)
            if not labelled and all(cells[j] == "" for j in columns):
                continue  # the shorter lane of a two-sided form has run out
            for j in columns:
                column = form.columns[j]
                rows.append({
                    "document": document,
                    "form": form.form,
                    "side": side,
                    "code": code,
                    "line_name": column.line or name or "合计",
                    "measure": column.measure,
                    "amount_yuan": yuan(cells[j], form.unit),
                })  # fmt: skip
    return rows


def _label(form: Form, cells: tuple[str, ...], lane: tuple[int, ...]) -> tuple[str | None, str]:
    """Code and name of a row in one lane; a word printed across code and name columns is the name."""
    code, name = None, ""
    for j in lane:
        role = form.columns[j].role
        if role not in ("functional_code", "economic_code", "name"):
            continue
        text = _merged(cells, j)
        if role != "name" and CODE.fullmatch(text):
            code = text
        elif text not in NOTHING:
            name = text
    return code, form.line_names.get(name) or ORDINAL.sub("", name.replace(" ", ""), count=1)


def _merged(cells: tuple[str, ...], j: int) -> str:
    while cells[j] == LEFT:
        j -= 1
    return cells[j]

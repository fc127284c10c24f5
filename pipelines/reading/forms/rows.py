"""Reads the key columns of one lane: codes, names, bodies of each row.

Here: what a row is about. Not here: its money (amounts.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.values import frozen

from ..subject.names import ends_like_a_body
from ..tables.headers import AMOUNT
from ..tables.model import Cell
from .columns import Column

_PURE = re.compile(r"^[\[【(（]?([235]\d{2}(?:\d{2}){0,2})[\]】)）]?$")
_NAMED = re.compile(r"^[\[【(（]?([235]\d{2}(?:\d{2}){0,2})[\]】)）]?[-—－_:：]?([一-鿿“（(].*)$")
_MARKED = re.compile(r"^['’‘`＇](?=\d)")  # how a spreadsheet marks digits as text
_APART = r"[-—－.．,，/／_·]"  # between 类, 款 and 项, or behind them
_PARTED = re.compile(rf"^([235]\d{{2}})(?:{_APART}?(\d{{2}})(?:{_APART}?(\d{{2}}))?)?(?:{_APART}|[类款项])?$")
_PADDED = re.compile(
    r"^([235]\d{2})(?:(?!00)(\d{2}))?(?:00){1,2}$"
)  # no 款 and no 项 is numbered 00: filled up to one length
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|\d+[.、．](?!\d)|其中[:：]?|[（(][一二三四五六七八九十\d]+[）)]|[①-⑳])+"
)
TOTAL = re.compile(r"^(合计|总计|共计|总合计|合计数|本年合计|收入总计|支出总计|收入合计|支出合计|小计)$")


@frozen
class Key:
    """What a row is about. `code` is the functional one where several stand on a row, else the departmental one."""

    code: str | None
    code_system: str | None
    name: str
    raw_name: str
    body: str | None = None
    economic_code: str | None = None
    government_economic_code: str | None = None
    indent: float = 0.0


@dataclass
class _Parts:
    """The last printed class and section of a split code, to fill blank parents from above."""

    levels: list[str] = field(default_factory=lambda: ["", "", ""])


def plain_name(text: str) -> str:
    """A line's name without spaces and ordinals."""
    flat = "".join(text.split())
    out = _ORDINAL.sub("", flat).rstrip(":：")
    return out or flat


def _code_text(text: str) -> str:
    """The text of a column of codes without what sets their digits apart or fills them up: `'2010301`, `201-03-01`, `201.03.01-` are
    2010301, and 2010000 is 201."""
    plain = _MARKED.sub("", text)
    if parts := _PARTED.match(plain):
        plain = "".join(part or "" for part in parts.groups())
    if padded := _PADDED.match(plain):
        plain = "".join(part or "" for part in padded.groups())
    return plain


def system_of(code: str | None) -> str | None:
    """The code system that a code belongs to by its first digit (2 functional, 3 departmental, 5 governmental)."""
    if not code:
        return None
    return {"2": "functional", "3": "economic_department", "5": "economic_government"}.get(code[0])


class KeyReader:
    """Reads the rows of one lane from top to bottom; it remembers the parents of split codes."""

    def __init__(self, keys: Sequence[Column]):
        self._keys = [k for k in keys if k.role in {"code", "class", "section", "item", "name", "body", "text"}]
        self._parts: dict[int, _Parts] = {}
        self._group: dict[int, int] = {}
        self._class: dict[
            int, str
        ] = {}  # per code column the last 类: some print only the two digits of the 款 below it
        group = -1
        previous = None
        for k in self._keys:
            if k.role in {"class", "section", "item"}:
                if previous not in {"class", "section", "item"} or k.role == "class":
                    group += 1
                self._group[k.index] = group
            previous = k.role

    def read(self, row: Sequence[Cell | None]) -> Key:
        """The key of one row (the table's row by column)."""
        codes: list[tuple[str, str]] = []  # (code, name)
        texts: list[tuple[Column, Cell]] = []
        body: str | None = None
        split: dict[int, list[str]] = {}
        seen: set[int] = set()
        for column in self._keys:
            cell = row[column.index] if column.index < len(row) else None
            if cell is None or id(cell) in seen:
                continue
            text = _code_text(cell.flat) if column.role == "code" else cell.flat
            if column.index in self._group and (not text or re.fullmatch(r"\d{1,7}", text)):
                split.setdefault(self._group[column.index], ["", "", ""])[
                    ("class", "section", "item").index(column.role)
                ] = text
                continue
            if not text or (AMOUNT.fullmatch(text) and re.search(r"[.,，]", text)):
                continue  # money in a cell that reaches over from the amount columns is no name
            seen.add(id(cell))
            if match := _PURE.match(text):
                codes.append((match.group(1), ""))
                self._class[column.index] = match.group(1)[:3]
            elif column.role == "code" and column.index in self._class and re.fullmatch(r"\d{2}", text):
                codes.append((self._class[column.index] + text, ""))
            elif match := _NAMED.match(text):
                codes.append((match.group(1), match.group(2)))
            elif column.role == "body":
                body = text
            elif column.role == "code" and re.fullmatch(r"\d+", text):
                continue  # a body's number
            else:
                if codes and not codes[-1][1] and not split:
                    codes[-1] = (codes[-1][0], text)
                texts.append((column, cell))
        for group, values in split.items():
            if code := self._join(group, values):
                name = ""
                if len(split) > 1:
                    after = [c for c, g in self._group.items() if g == group]
                    name = next((cell.flat for col, cell in texts if col.index > max(after)), "")
                codes.append((code, name))
        return _key(codes, texts, body)

    def _join(self, group: int, values: list[str]) -> str | None:
        last = self._parts.setdefault(group, _Parts()).levels
        if not any(values):
            return None
        for level, value in enumerate(values):
            if value:
                last[level:] = [value] + [""] * (len(last) - level - 1)
        deepest = max(i for i, v in enumerate(values) if v)
        code = ""
        for level in range(deepest + 1):
            part = last[level]
            if level and len(part) > 2 and part.startswith(code[:3]):
                code = part  # the column repeats the whole code
            elif level:
                code += part.zfill(2)
            else:
                code = part
        return code if re.fullmatch(r"[235]\d{2}(\d{2}){0,2}", code) else None


def _key(codes: list[tuple[str, str]], texts: list[tuple[Column, Cell]], body: str | None) -> Key:
    by_system: dict[str, tuple[str, str]] = {}
    for code, name in codes:
        by_system.setdefault(system_of(code) or "", (code, name))
    raw = ""
    indent = 0.0
    if texts:
        # a column of words whose header is blank goes on dividing the names to its left
        named = [t for t in texts if t[0].role == "name" or (t[0].role == "text" and not t[0].path)] or texts
        _, cell = named[0] if len(by_system) > 1 else named[-1]
        raw = cell.flat
        indent = cell.lead - cell.box.x0 if cell.lead is not None else 0.0
    main = next(
        (by_system[s] for s in ("functional", "economic_department", "economic_government") if s in by_system), None
    )
    code = main[0] if main else None
    if main and main[1]:
        raw = main[1]
    name = plain_name(raw)
    if not name and body:
        name, raw, body = body, body, None  # a column that names bodies and, below them, what they spend on
    if code and len(code) == 3 and ends_like_a_body(name):
        code, by_system = None, {}  # no class is called like a body: it is the body's number
    return Key(
        code,
        system_of(code),
        name,
        raw,
        body,
        economic_code=by_system.get("economic_department", (None,))[0] if code and code[0] == "2" else None,
        government_economic_code=by_system.get("economic_government", (None,))[0] if code and code[0] != "5" else None,
        indent=indent,
    )

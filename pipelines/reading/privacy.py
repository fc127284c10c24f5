"""Keeps names and telephone numbers of persons out of every table.

Here: which cells and texts hold them, by their labels. Not here: bodies, which are public.
"""

import re
from dataclasses import replace

from .tables.model import Cell, Table

PERSON = re.compile(
    r"(^姓名|联系人|负责人|经办人|填报人|填表人|制表人|审核人|复核人|签名|签字|签章人|法定代表人|财务主管|项目主管)(姓名|签字|签名|员)?(（.*?）|\(.*?\))?$"
)
PERSON_INSIDE = re.compile(r"联系人|负责人|经办人|填报人|姓名")
PERSON_MASK, PHONE_MASK, BOTH_MASK = "[person]", "[phone]", "[person] [phone]"
PHONE = re.compile(r"(联系)?(电话|手机|传真|联系方式)(号码)?$")
_TAIL = re.compile(
    r"((?:联系人|负责人|经办人|填报人|填表人|制表人|审核人|复核人|签名|签字)(?:姓名|签字|签名)?(?:\s*[:：]\s*|\s+))([一-鿿·]{2,4})(?![一-鿿])"
)
# A mobile number, or an area code with a subscriber's number; digits that go on a project's code (11000024T000002846213) are none.
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,\-])(1[3-9]\d{9}|0[1-9]\d{1,2}[-—－ ]?\d{7,8})(?![A-Za-z0-9.,])")
_SIGNED = re.compile(r"((?:审签|审查|签发|审核)(?:情况|人)?\s*[:：]).*")
_DIALLED = re.compile(r"((?:联系)?(?:电话|手机|传真)\s*[:：]\s*)[\d\-—－ ]{7,}")
# One of these is in every text that any pattern above finds something in, and in hardly any other.
_TELLING = re.compile(r"姓名|人|签|审|主管|电话|手机|传真|联系方式|\d{7}")


def mask_text(text: str) -> str:
    """A line of text with labelled names as [person] and telephone numbers as [phone]."""
    if not _TELLING.search(text):
        return text
    out = _NUMBER.sub("[phone]", _TAIL.sub(r"\1[person]", _SIGNED.sub(r"\1[person]", text)))
    return _DIALLED.sub(r"\1[phone]", out)


def masked_cells(table: Table) -> dict[int, str]:
    """For each cell that holds a person or a telephone, by id(cell): the text to write in its place."""
    out: dict[int, str] = {}
    for cell in table.cells:
        text = cell.flat
        if not _TELLING.search(text):
            continue
        masked = _label(text.rstrip(":："))
        if masked is None:
            if id(cell) not in out and (new := mask_text(cell.text)) != cell.text:
                out[id(cell)] = new
            continue
        right = table.by_place.get((cell.row, cell.column + cell.column_span))
        if right is not None and right.text and _holds(right, masked):
            out[id(right)] = masked
            continue
        for row in range(cell.row + cell.row_span, table.row_count):  # a column's head: down to the next label
            below = table.by_place.get((row, cell.column))
            if below is None or (below.text and not _holds(below, masked)):
                break
            if below.text:  # a page break may have left a blank row between two names
                out[id(below)] = masked
    return out


def masked_table(table: Table) -> Table:
    """The table with what masked_cells hides replaced in its cells."""
    masked = masked_cells(table)
    if not masked:
        return table
    return replace(table, cells=tuple(replace(c, text=masked.get(id(c), c.text)) for c in table.cells))


_PHONE_TEXT = re.compile(r"[\d\-—－()（） /、,，]{5,}")
_NAMES = re.compile(r"[一-鿿·]{2,4}([、，,/\s][一-鿿·]{2,4})*")
_BODY = re.compile(r"局|委|部|院|中心|处|科$|办公室|项目|经费|合计|职务|职称|性别|年龄|岗位|日期|单位|盖章|电话")


def _holds(cell: Cell, masked: str) -> bool:
    text = cell.flat
    if _label(text.rstrip(":：")):
        return False
    if masked == PHONE_MASK:
        return _PHONE_TEXT.fullmatch(text) is not None
    if masked == BOTH_MASK:
        return re.search(r"\d{7,}", re.sub(r"[-—－]", "", text)) is not None or _is_name(text)
    return _is_name(text)


def _is_name(text: str) -> bool:
    return _NAMES.fullmatch(text) is not None and not _BODY.search(text)


def _label(text: str) -> str | None:
    """What the cell labelled `text` holds: [person], [phone], both, or nothing to hide (None)."""
    if len(text) > 14:
        return None
    phone = PHONE.search(text) is not None
    person = PERSON.search(text) is not None or (phone and PERSON_INSIDE.search(text) is not None)
    return BOTH_MASK if phone and person else PHONE_MASK if phone else PERSON_MASK if person else None

"""Keeps names and telephone numbers of persons out of every table.

Here: which cells and texts hold them, by their labels. Not here: bodies, which are public.
"""

import re

from .tables.model import Cell, Table

PERSON = re.compile(
    r"(联系人|负责人|经办人|填报人|填表人|制表人|审核人|复核人|签名|签字|签章人|法定代表人|财务主管|项目主管)(姓名|签字|签名|员)?(（.*?）|\(.*?\))?$"
)
PHONE = re.compile(r"(联系)?(电话|手机|传真|联系方式)(号码)?$")
_TAIL = re.compile(
    r"((?:联系人|负责人|经办人|填报人|填表人|制表人|审核人|复核人|签名|签字)(?:姓名|签字|签名)?\s*[:：]\s*)([一-鿿·]{2,4})(?![一-鿿])"
)
# A mobile number, or an area code with a subscriber's number; digits that go on a project's code (11000024T000002846213) are none.
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,\-])(1[3-9]\d{9}|0[1-9]\d{1,2}[-—－ ]?\d{7,8})(?![A-Za-z0-9.,])")


def mask_text(text: str) -> str:
    """A line of text with labelled names as [person] and telephone numbers as [phone]."""
    text = re.sub(r"((?:审签|审查|签发|审核)(?:情况|人)?\s*[:：]).*", r"\1[person]", text)
    out = _NUMBER.sub("[phone]", _TAIL.sub(r"\1[person]", text))
    return re.sub(r"((?:联系)?(?:电话|手机|传真)\s*[:：]\s*)[\d\-—－ ]{7,}", r"\1[phone]", out)


def masked_cells(table: Table) -> dict[int, str]:
    """For each cell that holds a person or a telephone, by id(cell): the text to write in its place."""
    out: dict[int, str] = {}
    for cell in table.cells:
        text = cell.flat
        if not text:
            continue
        label = text.rstrip(":：")
        if masked := _label(label):
            right = table.by_place.get((cell.row, cell.column + cell.column_span))
            if right is not None and right.text and not _label(right.flat.rstrip(":：")) and _holds(right, masked):
                out[id(right)] = masked
            else:
                below = table.by_place.get((cell.row + cell.row_span, cell.column))
                if below is not None and below.text and len(below.flat) <= 13 and _holds(below, masked):
                    out[id(below)] = masked
        elif (new := mask_text(cell.text)) != cell.text:
            out[id(cell)] = new
    return out


def _holds(cell: Cell, masked: str) -> bool:
    text = cell.flat
    if masked == "[phone]":
        return re.fullmatch(r"[\d\-—－()（） /、,，]{5,}", text) is not None
    return re.fullmatch(r"[一-鿿·、，,/]{2,16}", text) is not None and not re.search(
        r"局|委|部|院|中心|处|科$|办公室", text
    )


def _label(text: str) -> str | None:
    if len(text) > 14:
        return None
    if PHONE.search(text):
        return "[phone]"
    return "[person]" if PERSON.search(text) else None

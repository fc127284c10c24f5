"""A Chinese font made up on the spot: every character is the same hollow box, embedded like any font.

Belongs here: the few tables of a TrueType file. Does not: choosing fonts (fonts.py). The text of such a PDF and the boxes of
its characters are right on every machine; its looks are not. A standard CID font that is named but not embedded does not do
instead: where the machine has no Chinese font, PDFium drops characters of it, and all of them on a turned page.
"""

import struct

NAME = "SamplePlaceholder"
RANGES = (
    (0x2000, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE4F),
    (0xFF00, 0xFFEF),
)  # punctuation, kana, ideographs, full width
EM, ASCENT, DESCENT = 1000, 880, -120
FRAME = ((60, -60), (60, 820), (940, 820), (940, -60)), ((120, 0), (880, 0), (880, 760), (120, 760))


def placeholder_font() -> bytes:
    """The font file: two glyphs, and a character map that sends every character of RANGES to the box."""
    box = _glyph(FRAME)
    left, bottom, right, top = 60, -60, 940, 820
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": box + box,
        b"head": struct.pack(
            ">LLLLHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, EM, 0, 0, left, bottom, right, top, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(
            ">LhhhHhhhhhhhhhhhH", 0x10000, ASCENT, DESCENT, 0, EM, left, EM - right, right, 1, 0, 0, 0, 0, 0, 0, 0, 2
        ),
        b"hmtx": struct.pack(">HhHh", EM, left, EM, left),
        b"loca": struct.pack(">LLL", 0, len(box), 2 * len(box)),
        b"maxp": struct.pack(">LHHHHHHHHHHHHHH", 0x10000, 2, 8, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(),
        b"post": struct.pack(">LLhhLLLLL", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }
    offset, directory, body = 12 + 16 * len(tables), b"", b""
    for tag, data in tables.items():
        padded = data + b"\0" * (-len(data) % 4)
        directory += struct.pack(">4sLLL", tag, _checksum(padded), offset + len(body), len(data))
        body += padded
    return struct.pack(">LHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128) + directory + body


def _glyph(contours: tuple[tuple[tuple[int, int], ...], ...]) -> bytes:
    points = [point for contour in contours for point in contour]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    ends, count = [], -1
    for contour in contours:
        count += len(contour)
        ends.append(count)
    data = struct.pack(f">hhhhh{len(ends)}HH", len(contours), min(xs), min(ys), max(xs), max(ys), *ends, 0)
    data += bytes([1] * len(points))  # on the curve, both coordinates as two bytes
    for values in (xs, ys):
        steps = [value - before for before, value in zip([0, *values], values, strict=False)]
        data += struct.pack(f">{len(steps)}h", *steps)
    return data + b"\0" * (-len(data) % 4)


def _cmap() -> bytes:
    groups = b"".join(struct.pack(">LLL", first, last, 1) for first, last in RANGES)
    table = struct.pack(">HHLLL", 13, 0, 16 + len(groups), 0, len(RANGES)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def _name() -> bytes:
    text = NAME.encode("utf-16-be")
    records = b"".join(struct.pack(">HHHHHH", 3, 1, 0x409, key, len(text), 0) for key in (1, 4, 6))
    return struct.pack(">HHH", 0, 3, 6 + len(records)) + records + text


def _os2() -> bytes:
    head = struct.pack(">HhHHH", 1, EM, 400, 5, 0) + struct.pack(">11h", *[0] * 11)
    rest = bytes(10) + struct.pack(">LLLL4sHHH", 0, 0, 0, 0, b"NONE", 64, 0x2000, 0xFFEF)
    return head + rest + struct.pack(">hhhHHLL", ASCENT, DESCENT, 0, EM, EM, 0, 0)


def _checksum(data: bytes) -> int:
    return sum(struct.unpack(f">{len(data) // 4}L", data)) & 0xFFFFFFFF

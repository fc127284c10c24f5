"""Whether a PDF's bytes show that all its pages begin at (0, 0). Not here: what follows for boxes (tests/golden)."""

import zlib

import pytest

from pipelines.reading.pages.pdfium import begins_at_zero

PLAIN = b"%PDF-1.4 1 0 obj << /Type /Page /MediaBox [0 0 595.3 842] /CropBox[ 0.0 0 595 842 ] >> endobj"


def packed(objects: bytes) -> bytes:
    return (
        b"%PDF-1.5 1 0 obj <</Type/ObjStm/N 1/Filter/FlateDecode>>stream\r\n" + zlib.compress(objects) + b"\nendstream"
    )


@pytest.mark.parametrize("data", [PLAIN, packed(b"<</MediaBox[0 0 595 842]>>"), PLAIN + packed(b"<</F 1>>")])
def test_a_plain_frame_is_seen(data: bytes) -> None:
    assert begins_at_zero(data)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace(b"[ 0.0 0 ", b"[ 0 20 "),
        PLAIN.replace(b"[0 0 595.3 842]", b"[595.3 842 0 0]"),
        PLAIN.replace(b"[0 0 595.3 842]", b"7 0 R"),
        PLAIN + packed(b"<</CropBox[10 0 595 842]>>"),
        packed(b"<</MediaBox[0 0 595 842]>>")[:-20],
        packed(b"<</MediaBox[0 0 595 842]>>").replace(b"stream\r\n", b"stream\r\nx", 1),
        PLAIN + b"trailer << /Encrypt 5 0 R >>",
        b"%PDF-1.4 no page names its frame",
    ],
    ids=["cropped", "reversed", "indirect", "cropped in a packed object", "cut off", "damaged", "encrypted", "unnamed"],
)
def test_whatever_else_is_asked_page_by_page(data: bytes) -> None:
    assert not begins_at_zero(data)

"""A frame as a file to take away.

Belongs here: formats. Does not belong here: which rows.
"""

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def csv(frame: "pl.DataFrame") -> bytes:
    """CSV in UTF-8 with a byte order mark, without which spreadsheets misread Chinese."""
    return frame.write_csv(include_bom=True).encode()


def parquet(frame: "pl.DataFrame") -> bytes:
    """Parquet."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def excel(frame: "pl.DataFrame") -> bytes:
    """An Excel sheet, codes as text, money with two decimals."""
    import polars.selectors as cs

    buffer = io.BytesIO()
    frame.write_excel(buffer, autofit=True, column_formats={cs.decimal(): "#,##0.00"})
    return buffer.getvalue()

"""What the reading is measured against: pdfplumber's and camelot's table finders alone, used as their manuals say.

Here: one document through a peer. Not here: timing.
"""

import io
import logging
import warnings


def pdfplumber_tables(data: bytes) -> int:
    """Tables that pdfplumber's `extract_tables` finds on all pages; each page is closed after use, without which it keeps them all."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    found = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            found += len(page.extract_tables())
            page.close()
    return found


def camelot_tables(data: bytes, number: int) -> int:
    """Tables that camelot lattice finds on one page, numbered from 1."""
    import camelot

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return len(camelot.read_pdf(io.BytesIO(data), pages=str(number), flavor="lattice", suppress_stdout=True))

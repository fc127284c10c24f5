"""What the eye misread and arithmetic can tell: repairs of single cells of pictures, of amounts and of codes.

Here: the one entry, `repaired`. Not here: the recognition of pictures, and the decisions of persons (reading/decisions.py).

A repair makes the text of a cell what is printed: `cells.text`, `amounts.published` and `amount_yuan` follow it, `repaired_from` keeps what
was read, `repaired_by` says on whose word. The method stays `ocr`. No cell of the text layer is ever touched.
"""

from collections.abc import Collection
from dataclasses import replace

from ..arbitrate import Outcome
from .causes import with_causes
from .codes import repair_codes
from .equations import Spot
from .looks import looks
from .settle import Asked, Edit, Repaired, repair_amounts
from .sight import Look, Sight
from .unread import repair_unread

__all__ = ["Edit", "Look", "Repaired", "Sight", "Spot", "looks", "repaired"]


def repaired(
    reading: Outcome,
    kind: str | None,
    fiscal_year: int | None,
    look: Look | None = None,
    settled: Collection[Spot] = (),
) -> Repaired:
    """The reading after all repairs, with the cause of identities that stay open.

    `look` asks the eye again about a cell; without it nothing is repaired, only proposed. `settled` cells are those that a person has decided
    on. A reading without cells of pictures comes back as it is."""
    if not any(cell.method == "ocr" for form in reading.forms for cell in form.table.cells):
        return Repaired(reading)
    asked = Asked(look)
    reading = repair_codes(reading, kind, fiscal_year, asked, settled)
    reading = repair_unread(reading, kind, fiscal_year, asked, settled)
    done = repair_amounts(reading, kind, fiscal_year, asked, settled)
    return replace(done, reading=with_causes(done.reading, asked, settled))

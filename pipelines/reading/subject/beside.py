"""What is known of a file from outside: its name, title, publisher, region and date.

Here: hints taken apart. Not here: what they weigh (vocabulary/subject.yaml): little, the file name least.
"""

import re
from collections.abc import Iterator

from ..hints import Hints
from .names import is_body, is_place, split_marks, tidy
from .sightings import Sighting, of_title
from .text import normal
from .titles import parse_title


def beside(hints: Hints) -> Iterator[Sighting]:
    """What is known of the file from outside: weak, the file name weakest."""
    for source, text in (("sidecar", hints.title), ("file_name", hints.file_name)):
        if not text:
            continue
        plain = re.sub(r"(?:\.pdf)+$", "", text, flags=re.I)
        for piece in (normal(plain.rpartition("_")[2]), normal(plain)):
            if title := parse_title(piece):
                yield from of_title(title, source, None)
                break
        else:
            name, _ = split_marks(tidy(normal(plain)))
            if is_body(name) and not is_place(name):
                yield Sighting("department_name", name, source, None, text, 0.5)
    if hints.publisher:
        name, _ = split_marks(tidy(normal(hints.publisher)))
        if is_body(name) and not is_place(name):
            yield Sighting("department_name", name, "sidecar", None, hints.publisher, 0.7)
        yield Sighting("place", name, "sidecar", None, hints.publisher, 0.7)
    if hints.region_code:
        yield Sighting("region_code", hints.region_code, "sidecar", None, hints.region_code)
    if hints.published_date and re.match(r"20\d\d", hints.published_date):
        yield Sighting("published", hints.published_date[:4], "address", None, hints.published_date)

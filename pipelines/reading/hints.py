"""What is known of a document before it is opened: weak evidence beside its content, and what persons decided about its cells.

Belongs here: the values that carry it. Does not belong here: where they come from (pipelines/archive, pipelines/review) and what they are worth
(pipelines/reading/subject, decisions.py).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Decision:
    """`text` is what the cell at the box on `page` holds, `seen` what the reader read there before any repair; both without white space.

    `accept`: the text published is right; `correct`: the person read another.
    """

    verdict: Literal["accept", "correct"]
    page: int
    box: tuple[float, float, float, float]
    seen: str
    text: str

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, as JSON holds them."""
        return asdict(self) | {"box": list(self.box)}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Decision":
        """The decision that `as_dict` wrote; further keys are passed over."""
        x0, top, x1, bottom = (float(edge) for edge in values["box"])
        return cls(values["verdict"], values["page"], (x0, top, x1, bottom), values["seen"], values["text"])


@dataclass(frozen=True)
class Hints:
    """Circumstances of a document, all text, None where unknown: the base name of its file, the title or link text under which it was
    published, its publisher, a six-digit region code, its address, and its date of publication (YYYY-MM-DD). Besides, what a person
    decided about its cells."""

    file_name: str | None = None
    title: str | None = None
    publisher: str | None = None
    region_code: str | None = None
    url: str | None = None
    published_date: str | None = None
    decisions: tuple[Decision, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, decisions only where there are any; equal hints give equal dictionaries, so it serves as part of a
        reading's key."""
        out = asdict(self)
        del out["decisions"]
        return out | ({"decisions": [d.as_dict() for d in self.decisions]} if self.decisions else {})

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Hints":
        """The hints that `as_dict` wrote."""
        circumstances = {name: value for name, value in values.items() if name != "decisions"}
        return cls(**circumstances, decisions=tuple(Decision.of(d) for d in values.get("decisions", ())))

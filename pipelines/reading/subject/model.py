"""What is said about a document's subject, as frozen values.

Here: Evidence and Subject. Not here: how evidence is found (the other modules) or weighed (decide.py).
"""

from dataclasses import dataclass

FIELDS = ("region_code", "department_name", "entity_level", "fiscal_year", "kind", "part")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value that one source gives for one field.

    `weight` is what the source contributes in all (vocabulary/subject.yaml says how much each can), `page` from 1 (None
    for what stands beside the file) and `text` the first place where the value was read, persons and telephones masked.
    """

    field: str
    value: str
    weight: float
    source: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Who (region, body, level), when (year) and what (kind, part). A field is None where nothing says it.

    `region_code` has six digits (000000: central bodies), `entity_level` is department | head_office | unit, `kind` budget |
    final | performance | other, `part` full | tables | narrative | annex. `evidence` holds every candidate, chosen or not.
    """

    region_code: str | None
    region_name: str | None
    department_name: str | None
    entity_level: str | None
    fiscal_year: int | None
    kind: str | None
    part: str | None
    evidence: tuple[Evidence, ...] = ()

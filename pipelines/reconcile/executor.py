"""Works out every identity of the catalogue on the amounts and performance projects of one document.

Here: the loop, unique scopes, counting. Not here: a rule's own work (lines.py, codes.py, outline.py, across.py, performance.py).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from .across import equal
from .catalogue import Catalogue, Identity, catalogue
from .codes import codes
from .lines import bodies, items, rows
from .outcome import Check
from .outline import outline
from .performance import Project, evaluations
from .sheets import Amount, Index

Rule = Callable[[Identity, Index], Iterator[Check]]
KINDS = frozenset({"budget", "final"})
RULES: dict[str, Rule] = {
    "outline": outline,
    "row": rows,
    "codes": codes,
    "items": items,
    "bodies": bodies,
    "equal": equal,
}


def check(
    amounts: Sequence[Amount],
    *,
    kind: str | None,
    forms_blank: Collection[str] = (),
    projects: Sequence[Project] = (),
    identities: Catalogue | None = None,
) -> list[Check]:
    """The outcome of every identity that speaks of a document's amounts, in the order of the catalogue.

    `amounts` have the fields of reading's Amount; those without a unit (`yuan` None) are not judged. `kind` (budget, final) is what the document is:
    identities of the other kind are judged where their forms are there, but not owed. `forms_blank`: forms found without amounts;
    `projects` have the fields of reading's performance Project.
    (check_id, form, scope, measure) is unique: a scope that repeats is numbered (`301#2`) from top to bottom. Forms of another body in the
    same file (`form_body`) are judged by themselves, with the body before the scope; none is owed.
    """
    known = identities or catalogue()
    sets: dict[str | None, list[Amount]] = {None: []}
    for amount in amounts:
        sets.setdefault(amount.form_body, []).append(amount)
    out = _judged(Index(sets.pop(None), known, forms_blank), kind, projects, known)
    for body, own in sets.items():
        found = _judged(Index(own, known, ()), kind, (), known)
        out += [replace(one, scope=f"{body} {one.scope}") for one in found if one.status != "insufficient"]
    return out


def _judged(index: Index, kind: str | None, projects: Sequence[Project], known: Catalogue) -> list[Check]:
    """The outcome of every identity on the forms of one body."""
    out: list[Check] = []
    seen: Counter[tuple[str, str, str, str]] = Counter()
    for identity in known.identities:
        if identity.rule == "evaluation":
            found = evaluations(identity, projects, known)
        elif index.present & set(identity.forms):
            found = RULES[identity.rule](identity, index)
        else:
            continue
        for one in found:
            if one.status == "insufficient" and kind in KINDS and one.form.split("_")[0] in KINDS - {kind}:
                continue
            key = (one.check_id, one.form, one.scope, one.measure)
            seen[key] += 1
            out.append(one if seen[key] == 1 else replace(one, scope=f"{one.scope}#{seen[key]}"))
    return out


def summary(checks: Iterable[Check]) -> dict[str, int]:
    """Number of checks by status, every status named."""
    counts = Counter(c.status for c in checks)
    return {status: counts[status] for status in ("pass", "rounding", "mismatch", "insufficient")}


def open_obligations(checks: Iterable[Check]) -> int:
    """How many hard identities are not met: mismatches and those that cannot be judged. The measure by which readings are compared."""
    return sum(1 for c in checks if c.severity == "H" and c.status in {"mismatch", "insufficient"})

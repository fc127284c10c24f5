"""The identities and their words as validated values.

Here: what identities.yaml may say; an unknown key, rule, form, measure or pattern that does not compile is an error.
Not here: how an identity is worked out (lines.py, outline.py, codes.py, across.py).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

BASES = (
    "summary",
    "income",
    "expenditure",
    "fiscal_summary",
    "general_expenditure",
    "general_basic",
    "three_public",
    "government_fund",
    "state_capital",
)
PERFORMANCE = frozenset(
    f"performance_{about}_{stage}" for about in ("project", "department") for stage in ("target", "evaluation")
)
FORMS = (
    frozenset(
        {f"{kind}_{base}" for kind in ("final", "budget") for base in BASES}
        | {"budget_general_economic", "budget_project", "budget_procurement"}
    )
    | PERFORMANCE
)
MEASURES = frozenset(
    {
        "total",
        "basic",
        "project",
        "personnel",
        "public",
        "remitted_to_superior",
        "operating",
        "affiliate_subsidy",
        "fiscal_appropriation",
        "general_budget",
        "government_fund",
        "state_capital",
        "fiscal_special_account",
        "superior_subsidy",
        "institutional_income",
        "education_fees",
        "operating_income",
        "affiliate_remittance",
        "other_income",
        "current_year_income",
        "carryover",
        "opening_balance",
        "income",
        "closing_balance",
        "carried_forward",
        "reserve",
        "procurement",
        "budget",
        "final",
    }
)
INNER = frozenset({"balances_used", "unit_funds"})  # columns that have no measure in the contract but a place in a sum
PREFIXES = ("", "prior_year_", "approved_", "adjusted_")
GUARDS = frozenset({"only_fiscal", "only_general", "fund_and_capital_blank", "brought_forward_within"})
QUANTITIES = frozenset({"cell", "change", "change_percent", "completion_percent", "share_percent", "direction"})
_COMMON = {"id", "rule", "forms", "severity", "reason", "tolerance", "obliged"}
_KEYS = {
    "outline": {"side", "equation"},
    "row": {"trees", "whole", "side", "blank_whole"},
    "codes": {"level", "single"},
    "items": {"tree", "whole"},
    "bodies": set(),
    "equal": {"each", "left", "or_left", "right", "or", "when", "compare"},
    "evaluation": {"judges"},
}
_CHOICES = {
    "side": {"income", "expenditure"},
    "judges": {"funds", "rate", "fund_score", "weights", "bounds", "total", "grade", "targets"},
    "equation": {"current", "items", "grand", "carried", "balance", "balance_by_budget"},
    "level": {"whole", "body", "class", "section"},
    "each": {"class", "measure"},
    "compare": {"equal", "at_least"},
    "tolerance": {"linear", "figure", "exact"},
    "severity": {"H", "C", "S"},
    "when": GUARDS,
}
_BY_HAND = {"id", "rule", "forms", "severity", "reason", "trees", "left", "or_left", "right", "or"}
_ROWS = frozenset({"total", "current", "grand", "classes", "lines", "staff"})


class IdentityError(ValueError):
    """identities.yaml says something that the executor does not know."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One operand of an equality: a row (or rows) of a form and a column of it."""

    form: str
    row: str
    side: str | None = None
    measure: str = "total"


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity. The fields below `reason` belong to its rule; see identities.yaml."""

    id: str
    rule: str
    forms: tuple[str, ...]
    severity: str
    reason: str
    tolerance: str = "linear"
    obliged: bool = True
    side: str | None = None
    equation: str | None = None
    level: str | None = None
    single: bool = False
    trees: tuple[str, ...] = ()
    whole: str | None = None
    blank_whole: bool = False
    tree: str | None = None
    each: str | None = None
    left: tuple[Pick, ...] = ()
    or_left: tuple[Pick, ...] = ()
    right: tuple[Pick, ...] = ()
    or_right: tuple[Pick, ...] = ()
    when: str | None = None
    compare: str = "equal"
    judges: str | None = None


@dataclass(frozen=True, slots=True)
class StatementIdentity:
    """One identity of what the narrative states: `quantity` says which of its figures it judges; see identities.yaml."""

    id: str
    quantity: str
    severity: str
    reason: str


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary: how total, carried and other lines are named."""

    total: re.Pattern[str]
    partial_total: re.Pattern[str]
    grand: re.Pattern[str]
    current: re.Pattern[str]
    weak_total: re.Pattern[str]
    skipped: re.Pattern[str]
    carried: re.Pattern[str]
    of_which: re.Pattern[str]
    fiscal: re.Pattern[str]
    budgets: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Catalogue:
    """Everything that identities.yaml says."""

    words: Words
    classes: Mapping[str, re.Pattern[str]]
    income_lines: Mapping[str, re.Pattern[str]]
    trees: Mapping[str, Mapping[str, tuple[str, ...]]]
    item_trees: Mapping[str, Mapping[str, tuple[str, ...]]]
    doubtful: frozenset[str]
    extra_columns: tuple[tuple[re.Pattern[str], str], ...]
    fund_trees: Mapping[str, tuple[tuple[str, ...], ...]]
    grades: Mapping[str, tuple[Decimal, Decimal]]
    identities: tuple[Identity, ...]
    statements: tuple[StatementIdentity, ...] = ()
    by_id: Mapping[str, Identity] = field(default_factory=dict)

    def class_of(self, name: str) -> str | None:
        """The functional class that a line's name stands for."""
        return _first(self.classes, name)

    def income_measure(self, name: str) -> str | None:
        """The measure of the income form that an income line's name stands for."""
        return _first(self.income_lines, name)

    def budget_of(self, name: str) -> str | None:
        """Which of the three budgets a line's name names; None where it says that it is none of them (非财政…)."""
        return None if name.startswith("非") else _first(self.words.budgets, name)

    def column_of(self, header: str) -> str | None:
        """What an amount column without a measure is to the sum of its row: a measure, `none`, or None where unknown."""
        return next((as_ for pattern, as_ in self.extra_columns if pattern.search(header)), None)


def _first(patterns: Mapping[str, re.Pattern[str]], name: str) -> str | None:
    return next((key for key, pattern in patterns.items() if pattern.search(name)), None)


@cache
def catalogue() -> Catalogue:
    """The catalogue of this package. Raises IdentityError."""
    return parse(yaml.safe_load(files("pipelines.reconcile").joinpath("identities.yaml").read_text(encoding="utf-8")))


def parse(raw: Mapping[str, Any]) -> Catalogue:
    """Validate the content of an identities file. Raises IdentityError with the place of what it does not know."""
    _only(
        raw,
        {
            "words",
            "classes",
            "income_lines",
            "trees",
            "item_trees",
            "doubtful",
            "extra_columns",
            "fund_trees",
            "grades",
            "identities",
            "statements",
        },
        "identities.yaml",
        all_of_them=True,
    )
    words = dict(raw["words"])
    _only(words, set(Words.__slots__), "words", all_of_them=True)
    budgets = _patterns(words.pop("budgets"), "words.budgets", MEASURES)
    trees = {}
    for name, nodes in raw["trees"].items():
        for whole, parts in nodes.items():
            for measure in (whole, *parts):
                if measure.lstrip("-") not in MEASURES | INNER:
                    raise IdentityError(f"trees.{name}: unknown measure {measure!r}")
        trees[name] = {whole: tuple(parts) for whole, parts in nodes.items()}
    for measure in raw["doubtful"]:
        if measure not in MEASURES:
            raise IdentityError(f"doubtful: unknown measure {measure!r}")
    columns = []
    for entry in raw["extra_columns"]:
        _only(entry, {"pattern", "as"}, "extra_columns", all_of_them=True)
        if entry["as"] not in MEASURES | INNER | {"none"}:
            raise IdentityError(f"extra_columns: unknown measure {entry['as']!r}")
        columns.append((_pattern(entry["pattern"], "extra_columns"), entry["as"]))
    items = {name: {whole: tuple(parts) for whole, parts in nodes.items()} for name, nodes in raw["item_trees"].items()}
    identities = tuple(_identity(entry, trees, items) for entry in raw["identities"])
    statements = tuple(_statement(entry) for entry in raw["statements"])
    by_id = {i.id: i for i in identities}
    if len(by_id) != len(identities):
        seen = [i.id for i in identities]
        raise IdentityError(f"identities: twice {sorted({i for i in seen if seen.count(i) > 1})}")
    return Catalogue(
        Words(**{k: _pattern(v, f"words.{k}") for k, v in words.items()}, budgets=budgets),
        _patterns(raw["classes"], "classes"),
        _patterns(raw["income_lines"], "income_lines", MEASURES),
        trees,
        items,
        frozenset(raw["doubtful"]),
        tuple(columns),
        {whole: tuple(tuple(tree) for tree in trees) for whole, trees in raw["fund_trees"].items()},
        {str(name): (Decimal(low), Decimal(high)) for name, (low, high) in raw["grades"].items()},
        identities,
        statements,
        by_id,
    )


def _statement(entry: Mapping[str, Any]) -> StatementIdentity:
    name = f"identity {entry.get('id')!r}"
    _only(entry, set(StatementIdentity.__slots__), name, all_of_them=True)
    if entry["quantity"] not in QUANTITIES or entry["severity"] not in _CHOICES["severity"]:
        raise IdentityError(f"{name}: unknown quantity or severity")
    return StatementIdentity(**entry)


def _identity(entry: Mapping[str, Any], trees: Mapping[str, Any], items: Mapping[str, Any]) -> Identity:
    name = f"identity {entry.get('id')!r}"
    rule = entry.get("rule")
    if rule not in _KEYS:
        raise IdentityError(f"{name}: unknown rule {rule!r}")
    _only(entry, _COMMON | _KEYS[rule], name)
    needed = {"id", "severity", "reason"} | ({"left", "right"} if rule == "equal" else {"forms"})
    needed |= {
        "outline": {"equation"},
        "row": {"trees", "whole"},
        "codes": {"level"},
        "items": {"tree", "whole"},
        "evaluation": {"judges"},
    }.get(rule, set())
    if missing := needed - set(entry):
        raise IdentityError(f"{name}: missing {sorted(missing)}")
    for key, allowed in _CHOICES.items():
        if key in entry and entry[key] not in allowed:
            raise IdentityError(f"{name}: {key} {entry[key]!r} is none of {sorted(allowed)}")
    picks = {key: tuple(_pick(p, name) for p in entry.get(key, ())) for key in ("left", "or_left", "right", "or")}
    if rule == "equal":
        if "forms" in entry:
            raise IdentityError(f"{name}: the forms of an equality are those of its operands")
        forms: Sequence[str] = list(dict.fromkeys(p.form for group in picks.values() for p in group))
    else:
        forms = entry["forms"]
    if unknown := set(forms) - FORMS:
        raise IdentityError(f"{name}: unknown forms {sorted(unknown)}")
    if rule == "evaluation" and set(forms) - PERFORMANCE:
        raise IdentityError(f"{name}: speaks of performance forms, not of {sorted(set(forms) - PERFORMANCE)}")
    if unknown := set(entry.get("trees", ())) - set(trees):
        raise IdentityError(f"{name}: unknown trees {sorted(unknown)}")
    if rule == "row" and not any(entry["whole"] in trees[t] for t in entry["trees"]):
        raise IdentityError(f"{name}: no tree adds up to {entry['whole']!r}")
    if rule == "items" and entry["whole"] not in items.get(entry["tree"], {}):
        raise IdentityError(f"{name}: the item tree {entry['tree']!r} has no {entry['whole']!r}")
    options = {k: v for k, v in entry.items() if k not in _BY_HAND}
    return Identity(
        entry["id"],
        rule,
        tuple(forms),
        entry["severity"],
        entry["reason"],
        **options,
        trees=tuple(entry.get("trees", ())),
        left=picks["left"],
        or_left=picks["or_left"],
        right=picks["right"],
        or_right=picks["or"],
    )


def _pick(entry: Mapping[str, Any], name: str) -> Pick:
    _only(entry, {"form", "row", "side", "measure"}, name)
    if entry["row"] not in _ROWS:
        raise IdentityError(f"{name}: unknown row {entry['row']!r}")
    if entry.get("measure", "total") not in MEASURES:
        raise IdentityError(f"{name}: unknown measure {entry['measure']!r}")
    if entry.get("side") not in {None, "income", "expenditure"}:
        raise IdentityError(f"{name}: unknown side {entry['side']!r}")
    return Pick(**entry)


def _only(found: Mapping[str, Any], allowed: set[str], where: str, all_of_them: bool = False) -> None:
    if unknown := set(found) - allowed:
        raise IdentityError(f"{where}: unknown key {sorted(unknown)}")
    if all_of_them and (missing := allowed - set(found)):
        raise IdentityError(f"{where}: missing {sorted(missing)}")


def _pattern(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise IdentityError(f"{where}: {text!r} is no pattern: {error}") from error


def _patterns(raw: Mapping[str, str], where: str, keys: frozenset[str] | None = None) -> dict[str, re.Pattern[str]]:
    if keys is not None and (unknown := set(raw) - keys):
        raise IdentityError(f"{where}: unknown measure {sorted(unknown)}")
    return {str(k): _pattern(v, f"{where}.{k}") for k, v in raw.items()}

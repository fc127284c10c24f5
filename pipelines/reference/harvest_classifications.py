"""Makes classifications.csv from observed codes: `python -m pipelines.reference.harvest_classifications OBSERVED CURATED`.

OBSERVED is a folder with `functional_expenditure_codes_observed.csv` and the two `economic_*_codes_observed.csv` (columns code, name,
confidence, n_docs, years_seen), CURATED a folder with the published `amounts.parquet` and `documents.parquet`. Codes come from both:
those observed with high confidence, and those printed in current documents. Names, years of validity and successors that a person
reviewed (classification_reviews.csv) come before what was counted; COFOG comes from cofog.csv.

Belongs here: making the file, once in a while, by hand. Does not belong here: anything that a run needs.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
OBSERVED = {
    "functional": "functional_expenditure_codes_observed.csv",
    "economic_department": "economic_dept_codes_observed.csv",
    "economic_government": "economic_gov_codes_observed.csv",
}
HEAD = (
    "code_system",
    "code",
    "name",
    "level",
    "parent",
    "valid_from_year",
    "valid_to_year",
    "successor",
    "cofog",
    "mapping_quality",
    "seen",
)
LEVELS = {3: "类", 5: "款", 7: "项"}
# A name printed once may be a reading cut short, a project or a slip: it needs a second form or document.
MIN_PRINTS = 2

Code = tuple[str, str]


@dataclass
class Seen:
    """Where a code was printed under one name: documents by source, (document, form) of those read, and fiscal years."""

    observed: int = 0
    documents: set[str] = field(default_factory=set)
    forms: set[tuple[str, str]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def text(self) -> str:
        """The column `seen`: years, and the number of documents by source."""
        span = f"{min(self.years)}-{max(self.years)}" if self.years else ""
        parts = [f"{self.observed} observed"] if self.observed else []
        parts += [f"{len(self.documents)} read"] if self.documents else []
        return f"{span}: {', '.join(parts)}".strip(": ")


def key(name: str) -> str:
    """Equal for spellings of one name: brackets, spaces and the closing 支出 left aside."""
    return re.sub(r"[\s（）()、，,“”\"]|支出$", "", name)


def observed(folder: Path) -> dict[Code, dict[str, Seen]]:
    """Codes of the observed files with confidence `high`, by code and name."""
    found: dict[Code, dict[str, Seen]] = defaultdict(dict)
    for system, file_name in OBSERVED.items():
        with (folder / file_name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["confidence"] == "high" and len(row["code"]) in LEVELS:
                    years = {int(year) for year in row["years_seen"].split()}
                    found[system, row["code"]][row["name"]] = Seen(observed=int(row["n_docs"]), years=years)
    return found


def printed(curated: Path) -> dict[Code, dict[str, Seen]]:
    """Codes and names of the current documents, by code and name."""
    documents = pl.read_parquet(curated / "documents.parquet").filter(pl.col("is_current"))
    amounts = pl.read_parquet(curated / "amounts.parquet").join(documents.select("document_id"), on="document_id")
    # A name with a digit is a project's number or a code that ran into it.
    pairs = amounts.filter(
        pl.col("code").is_not_null() & (pl.col("line_name") != "") & ~pl.col("line_name").str.contains(r"\d")
    )
    found: dict[Code, dict[str, Seen]] = defaultdict(lambda: defaultdict(Seen))
    rows = pairs.select("code_system", "code", "line_name", "document_id", "form", "fiscal_year").unique()
    for system, code, name, document, form, year in rows.iter_rows():
        if system and len(code) in LEVELS:
            seen = found[system, code][name]
            seen.documents.add(document)
            seen.forms.add((document, form))
            if year is not None:
                seen.years.add(year)
    return found


def names(counted: dict[str, Seen]) -> dict[str, Seen]:
    """The name that most documents print, spellings of it counted with it."""
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    for name, seen in counted.items():
        by_key[key(name)][name] += seen.observed + len(seen.documents)
    best = max(by_key, key=lambda k: (by_key[k].total(), len(k), k))
    name = max(by_key[best], key=lambda n: (by_key[best][n], len(n), n))
    whole = Seen()
    for spelling in by_key[best]:
        seen = counted[spelling]
        whole.observed += seen.observed
        whole.documents |= seen.documents
        whole.forms |= seen.forms
        whole.years |= seen.years
    return {name: whole} if whole.observed or len(whole.forms) >= MIN_PRINTS else {}


def rows(folder: Path, curated: Path) -> list[dict[str, str]]:
    """Rows of classifications.csv, sorted."""
    counted = observed(folder)
    for code, spellings in printed(curated).items():
        for name, seen in spellings.items():
            known = counted[code].setdefault(name, Seen())
            known.documents |= seen.documents
            known.forms |= seen.forms
            known.years |= seen.years
    with (HERE / "classification_reviews.csv").open(encoding="utf-8", newline="") as file:
        reviews = defaultdict(list)
        for review in csv.DictReader(file):
            reviews[review["code_system"], review["code"]].append(review)
    with (HERE / "cofog.csv").open(encoding="utf-8", newline="") as file:
        cofog = {row["code"]: row["cofog"] for row in csv.DictReader(file)}
    made = []
    for code in sorted(counted.keys() | reviews.keys()):
        spellings = counted.get(code, {})
        if code in reviews:
            for review in reviews[code]:
                seen = Seen()
                for name in spellings:
                    if key(name) == key(review["name"]):
                        seen = names({name: spellings[name]}).get(name, seen)
                made.append(row(code, review["name"], seen, cofog, review))
        else:
            made += [row(code, name, seen, cofog, {}) for name, seen in names(spellings).items()]
    return made


def row(code: Code, name: str, seen: Seen, cofog: dict[str, str], review: dict[str, str]) -> dict[str, str]:
    """One row of the file; a section without a COFOG of its own has its class's, items have none."""
    system, digits = code
    mapped = cofog.get(digits) or cofog.get(digits[:3], "") if system == "functional" and len(digits) < 7 else ""
    return {
        "code_system": system,
        "code": digits,
        "name": name,
        "level": LEVELS[len(digits)],
        "parent": digits[:-2] if len(digits) > 3 else "",
        "valid_from_year": review.get("valid_from_year", ""),
        "valid_to_year": review.get("valid_to_year", ""),
        "successor": review.get("successor", ""),
        "cofog": mapped,
        "mapping_quality": "unverified" if mapped else "",
        "seen": seen.text(),
    }


def main() -> None:
    """Write classifications.csv beside this file."""
    folder, curated = map(Path, sys.argv[1:])
    with (HERE / "classifications.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(folder, curated))


if __name__ == "__main__":
    main()

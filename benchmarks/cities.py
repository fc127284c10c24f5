"""What the vocabulary owes to each city: `python -m benchmarks.cities FOLDER DOCUMENTS.csv [--labels AMOUNTS.csv]`.

A city's additions are the words that only its own documents use. They are found by looking, not kept as a list: every alternative
of every pattern in vocabulary/columns.yaml and vocabulary/forms.yaml is held against the column heads and titles of each city.
Each city's documents are then read without its own additions, as if the city had never been seen.

Here: finding, hiding, reading again, counting. Not here: the words by which a body, a year or a region is known.
"""

import argparse
import copy
import csv
import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from pipelines import reading
from pipelines.reading.forms import columns, recognise, titles
from pipelines.reading.vocabulary import load

NOTHING = "(?!)"  # the pattern that is never found
PATTERNS = {"columns": {"pattern", "group", "leaf"}, "forms": {"title"}}
LISTS = {"columns": ("keys", "measures", "groups", "stages", "three_public"), "forms": ("titles",)}

Place = tuple[str, str, int, str]  # file, section, entry, key
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """One alternative of one pattern of the vocabulary."""

    place: Place
    text: str


@dataclass(frozen=True)
class City:
    """One city's documents with the whole vocabulary and without its own additions: amounts, those labelled, identities that close."""

    name: str
    documents: int
    hidden: tuple[Word, ...]
    amounts: tuple[int, int, int]  # with all words, without, the same in both
    labelled: tuple[float, float] | None  # F1 with and without
    closed: tuple[int, int]


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, each a pattern of its own: `a|b` gives a and b, `^(a|b)$` gives ^(a)$ and ^(b)$."""
    if re.match(r"\^\((?!\?)", pattern) and pattern.endswith(")$") and _closes(pattern, 1) == len(pattern) - 2:
        return [f"^({inner})$" for inner in _split(pattern[2:-2])]
    return _split(pattern)


def _closes(pattern: str, start: int) -> int:
    return next((n for n, depth in _depths(pattern) if n > start and depth == 0), -1)


def _split(pattern: str) -> list[str]:
    cuts = [-1, *(n for n, depth in _depths(pattern) if depth == 0 and pattern[n] == "|"), len(pattern)]
    return [pattern[a + 1 : b] for a, b in itertools.pairwise(cuts)]


def _depths(pattern: str) -> Iterator[tuple[int, int]]:
    """Each plain character with how many groups are open after it; escaped ones and those of a character class are passed over."""
    depth, n = 0, 0
    while n < len(pattern):
        if pattern[n] == "\\":
            n += 2
            continue
        if pattern[n] == "[":
            n = pattern.index("]", n + 2) + 1
            continue
        depth += {"(": 1, ")": -1}.get(pattern[n], 0)
        yield n, depth
        n += 1


def words() -> list[Word]:
    """Every alternative of the vocabulary of columns and titles."""
    out = []
    for file, keys in PATTERNS.items():
        for section in LISTS[file]:
            for n, entry in enumerate(load(file)[section]):
                for key in sorted(keys & set(entry)):
                    out += [Word((file, section, n, key), text) for text in alternatives(entry[key])]
    return out


def additions(used: Mapping[str, set[str]]) -> dict[str, list[Word]]:
    """For each city the words found in its texts and in no other city's."""
    out: dict[str, list[Word]] = {city: [] for city in used}
    for word in words():
        pattern = re.compile(word.text)
        cities = [city for city, texts in used.items() if any(pattern.search(text) for text in texts)]
        if len(cities) == 1:
            out[cities[0]].append(word)
    return out


@contextmanager
def without(hidden: Sequence[Word]) -> Generator[None]:
    """The vocabulary without some words, until the end."""
    before = {file: copy.deepcopy(load(file)) for file in PATTERNS}
    gone: dict[Place, set[str]] = defaultdict(set)
    for word in hidden:
        gone[word.place].add(word.text)
    try:
        for (file, section, n, key), texts in gone.items():
            entry = load(file)[section][n]
            entry[key] = "|".join(t for t in alternatives(entry[key]) if t not in texts) or NOTHING
        _read_again()
        yield
    finally:
        for file, content in before.items():
            load(file).clear()
            load(file).update(content)
        _read_again()


def _read_again() -> None:
    columns.rules.cache_clear()
    titles.rules.cache_clear()


@contextmanager
def listening(texts: set[str]) -> Generator[None]:
    """Adds every column head and every title that the reading asks the vocabulary about."""

    def heard(function: Callable[[str], str]) -> Callable[[str], str]:
        def wrapped(text: str) -> str:
            folded = function(text)
            texts.add(folded)
            return folded

        return wrapped

    with (
        mock.patch.object(columns, "fold", heard(columns.fold)),
        mock.patch.object(titles, "fold_title", heard(titles.fold_title)),
        mock.patch.object(recognise, "fold_title", heard(recognise.fold_title)),
    ):
        yield


def read(paths: Iterable[Path]) -> tuple[dict[str, Counter[Cell]], int]:
    """Amounts by document and how many identities close, over some documents."""
    found: dict[str, Counter[Cell]] = {}
    closed = 0
    for path in paths:
        tables = reading.read_document(path.read_bytes()).tables
        found[path.stem] = Counter(_cell(a) for a in tables["amounts"] if a["amount_yuan"] is not None)
        closed += sum(1 for c in tables["checks"] if c["status"] in ("pass", "rounding"))
    return found, closed


def _cell(row: Mapping[str, Any]) -> Cell:
    name = re.sub(
        r"[^\w]",
        "",
        re.sub(
            r"^([一二三四五六七八九十]+、|\d+[.、]|其中：|（[一二三四五六七八九十\d]+）)+", "", row["line_name"] or ""
        ),
    )
    return (row["form"], row["side"] or "", row["code"] or name, row["measure"], f"{float(row['amount_yuan']):.2f}")


def f1(found: Counter[Cell], truth: Counter[Cell]) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * (found & truth).total() / max(1, found.total() + truth.total())


def left_out(paths: Mapping[str, Sequence[Path]], labels: Mapping[str, Counter[Cell]]) -> list[City]:
    """Each city read with all words and without its additions. `labels` are published amounts by document."""
    used: dict[str, set[str]] = {}
    whole = {}
    for city, own in paths.items():
        with listening(used.setdefault(city, set())):
            whole[city] = read(own)
    out = []
    for city, hidden in additions(used).items():
        with without(hidden):
            rest, closed_rest = read(paths[city]) if hidden else whole[city]
        full, closed = whole[city]
        both = sum((full[name] & rest[name]).total() for name in full)
        totals = (sum(c.total() for c in full.values()), sum(c.total() for c in rest.values()), both)
        out.append(City(city, len(full), tuple(hidden), totals, _labelled(full, rest, labels), (closed, closed_rest)))
    return out


def _labelled(
    full: Mapping[str, Counter[Cell]], rest: Mapping[str, Counter[Cell]], labels: Mapping[str, Counter[Cell]]
) -> tuple[float, float] | None:
    names = sorted(set(full) & set(labels))
    if not names:
        return None
    truth = _in_one((name, labels[name]) for name in names)
    listed = {(cell[0], *cell[1:2], cell[4]) for cell in truth}
    pair = []
    for found in (full, rest):
        judged = _in_one((name, found[name]) for name in names)
        pair.append(f1(Counter({c: n for c, n in judged.items() if (c[0], *c[1:2], c[4]) in listed}), truth))
    return pair[0], pair[1]


def _in_one(counts: Iterable[tuple[str, Counter[Cell]]]) -> Counter[Cell]:
    return Counter({(name, *cell): n for name, cells in counts for cell, n in cells.items()})


def report(cities: Sequence[City]) -> list[str]:
    """A line a city, then the words that were hidden."""
    lines = ["city | documents | words of its own | amounts found again | F1 of labelled amounts | identities closed"]
    for city in cities:
        with_all, without_own, both = city.amounts
        again = f"{2 * both / max(1, with_all + without_own):.4f} of {with_all}"
        score = "no labels" if city.labelled is None else f"{city.labelled[0]:.4f} -> {city.labelled[1]:.4f}"
        lines.append(
            f"{city.name} | {city.documents} | {len(city.hidden)} | {again} | {score} | {city.closed[0]} -> {city.closed[1]}"
        )
    for city in cities:
        lines += [f"{city.name}: {' '.join(map(str, word.place))}: {word.text}" for word in city.hidden]
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line; prints the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cities", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder of PDFs, searched deep")
    parser.add_argument(
        "documents", type=Path, help="table of document (the file name's stem), region_code and region_name"
    )
    parser.add_argument("--labels", type=Path, help="published amounts by document")
    options = parser.parse_args(arguments)
    files = {path.stem: path for path in sorted(options.folder.rglob("*.pdf"))}
    paths: dict[str, list[Path]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in _rows(options.documents):
        # counties belong to their city, districts of a city under the State Council to that city
        city = row["region_code"][: 2 if row["region_code"][:2] in {"11", "12", "31", "50"} else 4]
        if row["document"] in files:
            paths[city].append(files[row["document"]])
            names[city] = min(names.get(city, row["region_name"]), row["region_name"], key=len)
    labels: dict[str, Counter[Cell]] = defaultdict(Counter)
    for row in _rows(options.labels) if options.labels else ():
        if row["amount_yuan"]:
            labels[row["document"]][_cell(row)] += 1
    for line in report(left_out({names[city]: own for city, own in sorted(paths.items())}, labels)):
        sys.stdout.write(line + "\n")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()

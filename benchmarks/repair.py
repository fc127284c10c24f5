"""How often arithmetic finds and mends what an eye misreads, and how often it "mends" what is right: errors put into known documents.

    python -m benchmarks.repair [FOLDER] --injections 10000

Here: documents as if they were pictures, errors of an eye and mistakes of a publisher put into them, and the counting. Not here: the repair
(pipelines/reading/repair), real recognition. Every error is drawn with a fixed seed.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines import reconcile
from pipelines.reading import arbitrate, engines, subject
from pipelines.reading.arbitrate import Outcome
from pipelines.reading.forms.amounts import Amount
from pipelines.reading.forms.units import parse_amount, to_yuan
from pipelines.reading.hints import Hints
from pipelines.reading.pages import Document
from pipelines.reading.repair import Look, Repaired, Sight, Spot, repaired
from pipelines.reading.repair.confusions import confusions
from pipelines.reading.repair.equations import Equations
from pipelines.reading.repair.reread import reread, with_cells
from pipelines.reading.repair.settle import is_alone
from pipelines.reading.tables.model import Cell

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw" / "samples"
SEED = 20_240_601


@dataclass(frozen=True)
class Picture:
    """A document as if every cell of it came from a picture, and its amounts by place."""

    name: str
    reading: Outcome
    kind: str | None
    fiscal_year: int | None

    def amounts(self) -> dict[Spot, Amount]:
        return amounts_of(self.reading)

    def with_texts(self, texts: dict[Spot, str]) -> "Picture":
        """The same document with other texts in some cells."""
        cells = {}
        for spot, text in texts.items():
            table = next(t for t in self.reading.tables if t.table_id == spot[0])
            cells[spot] = replace(table.by_place[spot[1], spot[2]], text=text)
        return replace(self, reading=reread(self.reading, cells, self.kind, self.fiscal_year))

    def with_figures(self, texts: dict[Spot, str]) -> "Picture":
        """As with_texts, for amounts that stay numbers: quicker, since no form is read again."""
        forms, tables = [], {t.table_id: t for t in self.reading.tables}
        for form in self.reading.forms:
            if not any(spot[0] == form.table.table_id for spot in texts):
                forms.append(form)
                continue
            cells = {
                spot: replace(form.table.by_place[spot[1], spot[2]], text=text)
                for spot, text in texts.items()
                if spot[0] == form.table.table_id
            }
            table = tables[form.table.table_id] = with_cells(form.table, cells)
            forms.append(replace(form, table=table, amounts=tuple(_figure(a, texts) for a in form.amounts)))
        blank = {f.form for f in forms} - {f.form for f in forms if f.amounts}
        checks = reconcile.check([a for f in forms for a in f.amounts], kind=self.kind, forms_blank=blank)
        reading = replace(self.reading, tables=list(tables.values()), forms=forms, checks=checks)
        return replace(self, reading=reading)


def _figure(amount: Amount, texts: dict[Spot, str]) -> Amount:
    text = texts.get((amount.table_id, amount.row_index, amount.column_index))
    value = parse_amount(text) if text is not None else None
    if text is None or value is None:
        return amount
    yuan = to_yuan(value, amount.unit) if amount.unit else None
    return replace(amount, published=text, value=value, yuan=yuan)


@dataclass(frozen=True)
class Eye:
    """A simulated eye, asked again. A cell that it misread: the share of further looks that read it right, and that misread it the same way;
    the rest misread it otherwise. A cell that it read right: the share of looks that misread it. `looks`: how many it gives."""

    right: float = 0.6
    same: float = 0.3
    slips: float = 0.01
    looks: int = 2

    def look(self, dice: random.Random, printed: dict[Spot, str], misread: dict[Spot, str]) -> Callable[[Spot], Sight]:
        """What it says of each cell of a document whose printed texts and misreadings are these."""

        def again(spot: Spot) -> str:
            truth, chance = printed[spot], dice.random()
            if spot not in misread:
                return slip(truth, dice) if chance < self.slips else truth
            if chance < self.right:
                return truth
            return misread[spot] if chance < self.right + self.same else slip(truth, dice)

        return lambda spot: Sight(tuple(again(spot) for _ in range(self.looks)))


@dataclass
class Counts:
    """What came of a number of documents with errors put in."""

    documents: int = 0
    injected: int = 0
    detected: int = 0
    mended: int = 0
    false: int = 0
    alone_mended: int = (
        0  # by arithmetic alone: the only edit that closes two independent identities, whatever the eye says
    )
    alone_false: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)


def amounts_of(reading: Outcome) -> dict[Spot, Amount]:
    return {(a.table_id, a.row_index, a.column_index): a for f in reading.forms for a in f.amounts}


def picture_of(path: Path) -> Picture | None:
    """The document as a picture; None where it holds no amounts."""
    with Document(path.read_bytes()) as opened:
        pages = tuple(opened.pages())
    who = subject.identify(pages, Hints(file_name=path.name))
    kind = who.kind if who.kind in ("budget", "final") else None

    def interpret(grids: list) -> tuple:
        return engines.interpret(pages, grids, kind, who.fiscal_year)

    reading = arbitrate.outcome(engines.first_grids(pages), interpret, kind)
    cells = {(t.table_id, c.row, c.column): replace(c, method="ocr") for t in reading.tables for c in t.cells}
    reading = reread(reading, cells, kind, who.fiscal_year)
    return Picture(path.stem, reading, kind, who.fiscal_year) if amounts_of(reading) else None


def slip(text: str, dice: random.Random) -> str:
    """A misreading of a printed number: a digit confused (six in ten), replaced by any other, lost or doubled, the point or the sign lost."""
    value = parse_amount(text)
    while True:
        at = dice.choice([i for i, c in enumerate(text) if c.isdigit()])
        kind = dice.choices(("confused", "any", "lost", "doubled", "point", "sign"), (60, 12, 8, 6, 8, 6))[0]
        if kind == "confused":
            out = (
                text[:at]
                + dice.choice([d for d, took in confusions().digits.items() if text[at] in took])
                + text[at + 1 :]
            )
        elif kind == "any":
            out = text[:at] + dice.choice("0123456789") + text[at + 1 :]
        elif kind == "lost":
            out = text[:at] + text[at + 1 :]
        elif kind == "doubled":
            out = text[:at] + text[at] + text[at:]
        elif kind == "point":
            out = text.replace(".", "")
        else:
            out = text.removeprefix("-")
        if parse_amount(out) not in (None, value):
            return out


def mistake(text: str, dice: random.Random) -> str:
    """A figure that a publisher printed wrong: a digit replaced, lost, too many, or two exchanged."""
    value = parse_amount(text)
    while True:
        at = dice.choice([i for i, c in enumerate(text) if c.isdigit()])
        kind = dice.choice(("digit", "lost", "more", "exchanged"))
        if kind == "digit":
            out = text[:at] + dice.choice("0123456789") + text[at + 1 :]
        elif kind == "lost":
            out = text[:at] + text[at + 1 :]
        elif kind == "more":
            out = text[:at] + dice.choice("0123456789") + text[at:]
        else:
            out = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        if parse_amount(out) not in (None, value):
            return out


def trial(picture: Picture, dice: random.Random, eye: Eye, mistakes: int, errors: int, counts: Counts) -> None:
    """One document with mistakes of its publisher and errors of an eye; what the repair makes of it is added to the counts."""
    before = picture.amounts()
    spots = [spot for spot, a in before.items() if a.yuan is not None]
    judged = sorted(set(spots) & set(Equations(picture.reading.checks).by_spot))
    wrong = {spot: mistake(before[spot].published, dice) for spot in dice.sample(judged, min(mistakes, len(judged)))}
    published = picture.with_figures(wrong) if wrong else picture
    printed = {spot: a.published for spot, a in published.amounts().items()}
    chosen = dice.sample(sorted(printed), errors)
    misread = {spot: slip(printed[spot], dice) for spot in chosen}
    read = published.with_figures(misread) if misread else published
    again = eye.look(dice, printed, misread)
    spot_of = {id(cell): (t.table_id, cell.row, cell.column) for t in read.reading.tables for cell in t.cells}
    look: Look = _looking(again, spot_of)
    started = time.perf_counter()
    outcome = repaired(read.reading, read.kind, read.fiscal_year, look)
    counts.seconds += time.perf_counter() - started
    counts.documents += 1
    counts.injected += len(misread)
    open_before, open_read = _open(published.reading), _open(read.reading)
    by_spot = Equations(read.reading.checks).by_spot
    for spot in misread:
        counts.detected += any(e.is_open and e.key in open_read - open_before for e in by_spot.get(spot, ()))
    count(counts, read, printed, misread, outcome)


def count(counts: Counts, read: Picture, printed: dict[Spot, str], misread: dict[Spot, str], done: Repaired) -> None:
    """Add what a repair came to: figures mended, figures changed into what is not printed, and the same for what arithmetic alone proposes."""
    for edit in done.proposed:
        if is_alone(edit, list(done.proposed)):
            right = parse_amount(edit.text) == parse_amount(printed[edit.spot])
            counts.alone_mended += right
            counts.alone_false += not right
    for spot, amount in amounts_of(done.reading).items():
        same = parse_amount(amount.published) == parse_amount(printed.get(spot, ""))
        if amount.repaired_by is not None and not same:
            counts.false += 1
            counts.examples.append(
                f"{read.name} {spot}: printed {printed.get(spot)}, read {misread.get(spot)}, taken for {amount.published}"
            )
        counts.mended += spot in misread and same
        counts.alone_mended += spot in misread and same


def _looking(again: Callable[[Spot], Sight], spot_of: dict[int, Spot]) -> Look:
    places: dict[tuple, Spot] = {}

    def look(cell: Cell) -> Sight:
        spot = spot_of.get(id(cell)) or places[cell.page, cell.box]
        places[cell.page, cell.box] = spot
        return again(spot)

    return look


def _open(reading: Outcome) -> set:
    return {(c.check_id, c.form, c.scope, c.measure) for c in reading.checks if c.status == "mismatch"}


@dataclass(frozen=True)
class Scene:
    """Mistakes of the publisher and misreadings in each document, the eye, and the part of the injections asked for that it takes."""

    name: str
    mistakes: int
    misreadings: int
    eye: Eye = field(default_factory=Eye)
    part: float = 0.2


SCENES = (
    Scene("two mistakes of the publisher, one misreading", 2, 1, part=1.0),
    Scene("two mistakes of the publisher, no misreading", 2, 0, part=1.0),
    Scene("the same, an eye that slips in 5 looks of 100", 2, 0, Eye(slips=0.05)),
    Scene("one misreading", 0, 1),
    Scene("one misreading, an eye that reads right when asked again", 0, 1, Eye(right=1.0)),
    Scene("five misreadings", 0, 5),
)


def run(pictures: Sequence[Picture], scene: Scene, injections: int, seed: int = SEED) -> Counts:
    """A scene on documents in turn, until its part of the injections (misreadings; without any, mistakes) was put in."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    counts = Counts()
    for n in range(round(injections * scene.part) // (scene.misreadings or scene.mistakes)):
        trial(pictures[n % len(pictures)], dice, scene.eye, scene.mistakes, scene.misreadings, counts)
    return counts


def main() -> None:
    """Print a line a scene."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--injections", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=12, help="how many documents of the folder, spread over it")
    options = parser.parse_args()
    paths = sorted(options.folder.rglob("*.pdf"))
    paths = paths[:: max(1, len(paths) // options.documents)][: options.documents]
    pictures = [picture for path in paths if (picture := picture_of(path)) is not None]
    sys.stdout.write(f"{len(pictures)} documents, {sum(len(p.amounts()) for p in pictures)} amounts\n")
    for scene in SCENES:
        sys.stdout.write("\n".join(report(scene.name, run(pictures, scene, options.injections))) + "\n")
        sys.stdout.flush()


def report(name: str, counts: Counts) -> list[str]:
    """The lines of a scene: shares of the misreadings, numbers of false repairs, examples of these."""
    shares = (100 * n / max(1, counts.injected) for n in (counts.detected, counts.mended, counts.alone_mended))
    detected, mended, alone = (f"{share:.1f}%" if counts.injected else "-" for share in shares)
    return [
        f"{name}: {counts.documents} documents, {counts.injected} misreadings, detected {detected}",
        f"  mended {mended}, false {counts.false}; {1000 * counts.seconds / counts.documents:.0f} ms a document",
        f"  by arithmetic alone: mended {alone}, false {counts.alone_false}",
        *(f"    {example}" for example in counts.examples[:5]),
    ]


if __name__ == "__main__":
    main()

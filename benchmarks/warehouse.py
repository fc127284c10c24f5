"""How the warehouse grows: time to build it, to add one document, and to answer ten questions.

    python -m benchmarks.warehouse [DOCUMENTS ...] [--folder DIR] [--more N] [--rounds N] [--seed N]

Here: generated readings published by the steps of `duizhang run`, and the clock. Not here: what is generated (disclosures.py), reading PDFs.
A folder that is kept is continued: what was generated there is not generated again.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import duckdb
import polars as pl
from rich.console import Console

from benchmarks import disclosures
from benchmarks.bodies import disclosures as documents_of
from pipelines.publish import publish
from pipelines.publish.project import WAREHOUSE, curated_dir, index_file

SAY = Console(soft_wrap=True, highlight=False, markup=False)
# Documents whose rows are made before the next are written.
_PORTION = 1_000
# Of so many documents from anywhere one is the eleventh of its body, and so many come after it at least: a body has twenty and its corrected editions.
_ENOUGH, _AFTER = 60, 9

# Questions of docs/cookbook.md; `$body`, `$region` and `$document` are some body, its region and one of its documents.
QUERIES = {
    "a body over the years": """select fiscal_year, final_income_yuan, final_expenditure_yuan, final_project_yuan, check_share, quality_grade
        from department_years where department_id = $body order by fiscal_year""",
    "peers in one year": """select region_name, kind, expenditure_yuan, project_yuan, document_count, check_share from peer_comparison
        where peer_group = (select peer_group from departments where department_id = $body) and fiscal_year = 2023 order by expenditure_yuan desc""",
    "share of projects": """select department_name, fiscal_year, round(100 * final_project_yuan / final_expenditure_yuan, 1) as percent
        from department_years where final_expenditure_yuan > 0 order by percent desc limit 100""",
    "expenditure by class and year": """select fiscal_year, code, any_value(code_name), sum(total_yuan) from function_years
        where level = '类' and kind = 'final' group by all order by all""",
    "the ten largest items": """select region_code, fiscal_year, code, code_name, total_yuan from function_years
        where level = '项' order by total_yuan desc, code limit 10""",
    "salaries and goods of a region": """select d.fiscal_year, a.code, any_value(a.line_name), sum(a.amount_yuan)
        from amounts a join documents d using (document_id)
        where d.region_code = $region and a.form = 'final_general_basic' and length(a.code) = 3 and d.is_current group by all order by all""",
    "budget against final accounts": """select fiscal_year, line, line_name, budget_yuan, final_yuan, execution_rate from budget_execution
        where department_id = $body and measure = 'total' order by abs(difference_yuan) desc limit 50""",
    "where documents contradict themselves": """select d.file_name, c.check_id, c.form, c.scope, c.difference_yuan, c.cause
        from checks c join documents d using (document_id) where c.status = 'mismatch' order by all""",
    "editions, cell by cell": """select d.department_name, c.fiscal_year, c.form, c.expected_yuan, c.actual_yuan, c.status
        from cross_checks c join documents d on d.document_id = c.actual_document_id where c.check_id = 'X9' order by all""",
    "a figure's place on the page": """select d.file_name, a.page, a.x0, a.top, a.published, a.published_unit, a.amount_yuan
        from amounts a join documents d using (document_id)
        where a.document_id = $document and a.form like '%_expenditure' and a.is_total order by a.page, a.x0""",
}


def generate(data_dir: Path, count: int, seed: int) -> int:
    """Write what is missing of the first `count` generated documents; returns how many were."""
    index = index_file(data_dir)
    there = set(pl.read_parquet(index, columns=["document_id"])["document_id"]) if index.is_file() else set()
    missing = [one for one in documents_of(seed, count) if one.document_id not in there]
    for at in range(0, len(missing), _PORTION):
        disclosures.write(data_dir, missing[at : at + _PORTION])
    return len(missing)


def settled(seed: int, count: int) -> int:
    """The least number from `count` on after which the eleventh document of a body comes: what one more costs depends on how many its body has already,
    which at a round number is none at one size and six at another."""
    bodies = [(one.region_code, one.bureau) for one in documents_of(seed, count + _ENOUGH)]
    return next(at for at in range(max(count, 10), len(bodies)) if bodies[at - 10] == bodies[at] != bodies[at - 11])


def published(data_dir: Path) -> tuple[float, float, dict[str, int]]:
    """Publish; seconds by the clock and of the processor, and rows by table."""
    started, computed = time.perf_counter(), time.process_time()
    summary = publish(data_dir)
    return time.perf_counter() - started, time.process_time() - computed, summary.rows


def files(data_dir: Path) -> set[tuple[Path, int]]:
    """The published Parquet files, each with what another file in its place would not have."""
    return {(path, path.stat().st_ino) for path in curated_dir(data_dir).rglob("*.parquet")}


def asked(database: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each query in each round, all rows fetched, by one connection as `duizhang sql` opens it."""
    times: dict[str, list[float]] = {name: [] for name in QUERIES}
    with duckdb.connect(str(database), read_only=True) as warehouse:
        warehouse.execute("set search_path = 'marts,raw,quality'")
        query = "select department_id, region_code, document_id from documents where is_current order by document_id limit 1"
        row = warehouse.execute(query).fetchone() or (None, None, None)
        parameters = dict(zip(("body", "region", "document"), row, strict=True))
        for _ in range(rounds):
            for name, text in QUERIES.items():
                given = {key: value for key, value in parameters.items() if f"${key}" in text}
                started = time.perf_counter()
                warehouse.execute(text, given).fetchall()
                times[name].append(1000 * (time.perf_counter() - started))
    return times


def report_queries(times: dict[str, list[float]]) -> list[str]:
    """A line a query, slowest first, then the median and the worst of their medians."""
    medians = sorted(((median(rounds), max(rounds), name) for name, rounds in times.items()), reverse=True)
    lines = [f"  {middle:7.1f} ms (at most {worst:.1f}) {name}" for middle, worst, name in medians]
    middles = [middle for middle, _, _ in medians]
    return [*lines, f"queries: median {median(middles):.1f} ms, slowest {max(middles):.1f} ms"]


def measure(data_dir: Path, count: int, seed: int, rounds: int, more: int = 1) -> float:
    """Generate, publish, add one document and publish again (`more` times), ask; says what each took. Returns the seconds of the processor of one document
    more, the median."""
    started = time.perf_counter()
    # A folder that was kept holds what was added to it before.
    index = index_file(data_dir)
    kept = len(pl.read_parquet(index, columns=["document_id"])) if index.is_file() else 0
    there = settled(seed, max(count, kept))
    made = generate(data_dir, there, seed)
    SAY.print(f"{there} documents: {made} generated in {time.perf_counter() - started:.1f} s")
    clock, processor, rows = published(data_dir)
    SAY.print(
        f"built: {clock:.1f} s, {processor:.1f} s of the processor; {rows['amounts']} amounts, {rows['cells']} cells; "
        f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MiB"
    )
    database = curated_dir(data_dir) / WAREHOUSE
    took = []
    for one in range(1, more + 1):
        before = files(data_dir)
        generate(data_dir, there + one, seed)
        clock, processor, _ = published(data_dir)
        took.append(processor)
        after = files(data_dir)
        SAY.print(
            f"one document more: {clock:.1f} s, {processor:.1f} s of the processor; {len(after - before)} of {len(after)} files written; "
            f"database {database.stat().st_size / 2**20:.0f} MiB"
        )
    for line in report_queries(asked(database, rounds)):
        SAY.print(line)
    return median(took)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "documents", nargs="*", type=int, default=[1_000], help="how many documents, one measurement each"
    )
    parser.add_argument("--folder", type=Path, help="keep what is made below this folder")
    parser.add_argument("--more", type=int, default=3, help="how many documents are added, one at a time")
    parser.add_argument("--rounds", type=int, default=5, help="how often each query is asked")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args(arguments)
    if not 1 <= given.more <= _AFTER:
        parser.error(f"--more: 1 to {_AFTER} documents of one body are added")
    with tempfile.TemporaryDirectory() as temporary:
        took = [
            measure((given.folder or Path(temporary)) / str(count), count, given.seed, given.rounds, given.more)
            for count in given.documents
        ]
    if len(took) > 1:
        sizes = ", ".join(f"{count} {seconds:.1f} s" for count, seconds in zip(given.documents, took, strict=True))
        SAY.print(
            f"one document more, seconds of the processor (median of {given.more}) by documents that are there: {sizes}"
        )


if __name__ == "__main__":
    main()

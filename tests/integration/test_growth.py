"""A warehouse continued from the published one against the same warehouse built from nothing: the same bytes, the same rows.

The documents are generated (benchmarks/disclosures.py). Not here: how long anything takes.
"""

import hashlib
import json
import shutil
from importlib import import_module
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import publish, schema
from pipelines.publish import carry, compact
from pipelines.publish import warehouse as building

bodies = import_module("benchmarks.bodies")
generated = import_module("benchmarks.disclosures")
bench = import_module("benchmarks.warehouse")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("growth")]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def quality(folder: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(folder / "duizhang.duckdb"), read_only=True) as warehouse:
        return {
            name: warehouse.execute(f"select * from quality.{name} order by all").fetchall()
            for name in schema.schema().group("quality")
        }


def index_without(data_dir: Path, document_id: str) -> None:
    path = data_dir / "raw" / "index.parquet"
    pl.read_parquet(path).filter(pl.col("document_id") != document_id).write_parquet(path)


@pytest.fixture(scope="module")
def grown(tmp_path_factory) -> Path:
    data_dir = tmp_path_factory.mktemp("growth")
    documents = bodies.disclosures(7, 31)
    generated.write(data_dir, documents[:30])
    publish.publish(data_dir)
    # One arrives, one leaves, one is read again by another reader's eyes.
    generated.write(data_dir, documents[30:])
    index_without(data_dir, documents[3].document_id)
    again = data_dir / "readings" / generated.VERSION / documents[5].document_id[:2] / documents[5].document_id
    frame = generated.tables(documents[5])["amounts"]
    frame.head(frame.height - 7).write_parquet(again / "amounts.parquet")
    continued = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "begin", lambda *given: continued.append(carry.begin(*given)))
        publish.publish(data_dir)
        shutil.copytree(data_dir / "curated", data_dir / "continued")
        (data_dir / "build" / "published.json").unlink()
        publish.publish(data_dir)
    assert continued == [True, False]
    return data_dir


def test_a_continued_warehouse_is_the_one_built_from_nothing(grown: Path):
    assert digests(grown / "continued") == digests(grown / "curated")
    assert quality(grown / "continued") == quality(grown / "curated")
    with duckdb.connect(str(grown / "continued" / "duizhang.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute("select count(distinct document_id) from marts.amounts").fetchone() == (30,)


def test_a_warehouse_is_continued_only_where_it_is_what_was_noted(grown: Path, tmp_path: Path, monkeypatch):
    batches = compact.compact(grown, generated.VERSION)

    def begin() -> bool:
        return carry.begin(grown, tmp_path, tmp_path / "copy.duckdb", batches)

    assert begin()
    note = grown / "build" / "published.json"
    text = note.read_text(encoding="utf-8")
    for key in ("fingerprint", "code", "warehouse"):
        note.write_text(json.dumps(json.loads(text) | {key: "another"}), encoding="utf-8")
        assert not begin()
    note.write_text("{", encoding="utf-8")
    assert not begin()
    note.write_text(text, encoding="utf-8")
    # A swap that was cut short leaves its marker.
    marker = grown / "build" / "swapping"
    marker.touch()
    assert not begin()
    marker.unlink()
    assert begin()


def test_the_questions_of_the_benchmark_have_answers(grown: Path):
    times = bench.asked(grown / "curated" / "duizhang.duckdb", rounds=1)
    assert len(times) == 10
    assert bench.report_queries({"a": [1.0, 3.0, 2.0], "b": [9.0, 7.0, 8.0]}) == [
        "      8.0 ms (at most 9.0) b",
        "      2.0 ms (at most 3.0) a",
        "queries: median 5.0 ms, slowest 8.0 ms",
    ]

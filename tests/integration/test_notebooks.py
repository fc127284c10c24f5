"""The notebooks run on the published samples, as notebooks and as scripts, and show what the samples hold.

Here: results of cells. Not here: how marimo draws them.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

marimo = pytest.importorskip("marimo", reason="the extra `explorer` is not installed: make setup EXTRAS=explorer")
FOLDER = Path(__file__).resolve().parents[2] / "notebooks"


def defined(name: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    """What the cells of a notebook define."""
    monkeypatch.setenv("DUIZHANG_DATA_DIR", str(data_dir))
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.app.run()[1])


def test_the_12345_centres_of_four_cities(samples_published: Path, monkeypatch):
    found = defined("peers_12345", samples_published, monkeypatch)
    assert set(found["centres"]["region_name"]) == {"三明市", "天门市", "福州市", "鼓楼区"}
    assert found["centres"]["quality_grade"].null_count() == 0
    sanming = (
        found["functions"]
        .filter(code="201")
        .filter(found["functions"].filter(code="201")["centre"].str.contains("三明"))
    )
    assert sanming["ten_thousand_yuan"].to_list() == [372.75]
    for chart in ("structure", "size"):
        (rows,) = found[chart].to_dict()["datasets"].values()
        assert rows


def test_contradictions_of_the_samples(samples_published: Path, monkeypatch):
    found = defined("contradictions", samples_published, monkeypatch)
    assert set(found["open_identities"]["check_id"]) == {"H49", "H49.class"}
    assert set(found["open_identities"]["cause"]) == {"publisher"}
    by_city = {row["region_name"]: row for row in found["by_city"].iter_rows(named=True)}
    assert by_city["鼓楼区"]["open"] == by_city["鼓楼区"]["by_publisher"] == len(found["open_identities"])
    assert by_city["福州市"]["open"] == 0
    assert found["chart"].to_dict()["datasets"]


@pytest.mark.parametrize("name", ["peers_12345", "contradictions"])
def test_a_notebook_runs_as_a_script(name: str, samples_published: Path):
    environment = {**os.environ, "DUIZHANG_DATA_DIR": str(samples_published), "PYTHONPATH": str(FOLDER.parent)}
    command = [sys.executable, str(FOLDER / f"{name}.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr

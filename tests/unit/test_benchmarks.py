"""The benchmark's own arithmetic, its report and its clock on one sample. Not here: any promise about speed, which depends on the machine."""

from importlib import import_module
from pathlib import Path

import pytest

bench = import_module("benchmarks.reading")
stages = import_module("benchmarks.stages")


def timing(name: str, pages: int, ours: tuple[float, ...], peer: tuple[float, ...]):
    return bench.Timing(Path(name), pages, ours, peer)


def test_pages_a_second_are_of_all_documents_and_ratios_of_the_same_run() -> None:
    slow_machine = timing("a.pdf", 30, (1.0, 3.0, 2.0), (10.0, 30.0, 20.0))
    other = timing("b.pdf", 10, (2.0,) * 3, (4.0,) * 3)
    lines = bench.report([slow_machine, other])
    assert lines[0] == "2 documents, 40 pages, 3 rounds"
    assert lines[1] == "reading 10.0 pages/s, pdfplumber 1.7 pages/s, ratio 6.0 x"
    assert lines[2] == "ratio by document: median 6.0 x, lowest 2.0 x, highest 10.0 x"


def test_camelot_is_compared_page_for_page() -> None:
    ours = timing("a.pdf", 10, (1.0,), (5.0,))
    (line,) = bench.report_camelot([ours], [ours, ours], 4.0)
    assert "camelot lattice 0.50 pages/s on 2 pages" in line
    assert line.endswith("ratio 20 x")
    assert bench.report_camelot([ours], [], 0.0) == ["camelot lattice: no page with ruled tables"]


class Ticks:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_moment_is_counted_once_and_further_readers_keep_theirs() -> None:
    ticks = Ticks()
    clock = stages.StageClock(ticks)
    with clock.stage(stages.REST):
        ticks.now = 1.0
        with clock.stage(stages.TABLES):
            ticks.now = 3.0
            with clock.stage(stages.FORMS):
                ticks.now = 6.0
        with clock.stage(stages.FURTHER):
            ticks.now = 10.0
            with clock.stage(stages.TABLES):
                ticks.now = 15.0
        ticks.now = 21.0
    taken = {name: seconds for name, seconds in clock.seconds.items() if seconds}
    assert taken == {stages.REST: 7.0, stages.TABLES: 2.0, stages.FORMS: 3.0, stages.FURTHER: 9.0}
    assert sum(bench.shares(clock.seconds).values()) == pytest.approx(1.0)


def test_documents_are_spread_over_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [Path(f"{n}.pdf") for n in range(6)]
    monkeypatch.setattr(bench, "page_count", lambda path: 0 if path == paths[1] else 10)
    opened = [path for path in paths if path != paths[1]]
    assert bench.choose(paths, None) == opened
    assert bench.choose(paths, 20) == [opened[0], opened[2]]
    assert bench.choose(paths, 1000) == opened


def test_a_file_that_does_not_open_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert bench.page_count(tmp_path / "a.pdf") == 0


def test_the_report_of_one_sample(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    smallest = min(samples.glob("*.pdf"), key=lambda path: path.stat().st_size)
    (tmp_path / smallest.name).write_bytes(smallest.read_bytes())
    bench.main([str(tmp_path), "--no-camelot"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"1 documents, {bench.page_count(smallest)} pages, 1 rounds"
    assert [line.split()[0] for line in lines[1:]] == ["reading", "ratio", "time:", "not", "further"]
    assert all(stage in lines[3] for stage in stages.STAGES)


def test_the_clock_finds_every_step_of_the_reading(samples: Path) -> None:
    sample = next(path for path in sorted(samples.glob("*.pdf")) if "three_line" in path.name)
    clock = stages.StageClock()
    with clock.document(sample.name):
        found = bench.read_and_write(sample.read_bytes())
    assert found[0] > 0
    assert [name for name in stages.STAGES if name != stages.FURTHER and not clock.seconds[name]] == []
    assert not hasattr(stages.arbitrate.settle, "__wrapped__")  # the clock is taken off again

"""The archive: store, ledger, cache and sidecars, from files on disk."""

import json
import os
from pathlib import Path

import pytest

from pipelines.archive import (
    Input,
    LedgerDamagedError,
    archive_inputs,
    archived_documents,
    blob_path,
    intake,
    read_events,
)
from pipelines.archive.inputs import FoundFile, find
from pipelines.archive.sidecar import parse_sidecar
from pipelines.archive.store import incoming

PDF = b"%PDF-1.7 a"
OTHER = b"%PDF-1.7 b"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two PDFs, one of them below, and a file that is none."""
    folder = tmp_path / "in"
    (folder / "below").mkdir(parents=True)
    (folder / "a.pdf").write_bytes(PDF)
    (folder / "below" / "B.PDF").write_bytes(OTHER)
    (folder / "notes.txt").write_text("no PDF")
    return folder


def ledger(data_dir: Path) -> Path:
    return data_dir / "raw" / "ledger.jsonl"


def names(data_dir: Path) -> list[str]:
    return [event.file_name for event in read_events(ledger(data_dir))]


def test_a_folder_gives_its_pdfs_and_those_below_by_ending(folder: Path, data_dir: Path) -> None:
    summary = archive_inputs([Input(str(folder))], data_dir)
    assert (summary.new, summary.unchanged, summary.failures) == (2, 0, ())
    assert names(data_dir) == ["a.pdf", "below/B.PDF"]
    documents = archived_documents(data_dir)
    assert [d.document_id for d in documents] == sorted(d.document_id for d in documents)
    assert {blob_path(data_dir, d.document_id).read_bytes() for d in documents} == {PDF, OTHER}
    assert all(d.publisher == d.source_id == "local" and d.fetched_at is None for d in documents)


def test_other_files_come_in_only_where_they_are_named(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder)), Input(str(folder / "notes.txt"))], data_dir)
    assert {d.file_name: d.supported for d in archived_documents(data_dir)} == {
        "a.pdf": True,
        "below/B.PDF": True,
        "notes.txt": False,
    }


def test_what_a_file_is_follows_from_its_bytes_not_from_its_name(tmp_path: Path, data_dir: Path) -> None:
    (tmp_path / "disclosure.bin").write_bytes(b"\n\n" + PDF)
    (tmp_path / "page.pdf").write_bytes(b"<html>")
    archive_inputs([Input(str(tmp_path / "disclosure.bin")), Input(str(tmp_path / "page.pdf"))], data_dir)
    assert {d.file_name: d.supported for d in archived_documents(data_dir)} == {
        "disclosure.bin": True,
        "page.pdf": True,
    }
    assert [event.is_pdf for event in read_events(ledger(data_dir))] == [True, False]


def test_a_second_time_opens_no_file(folder: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive_inputs([Input(str(folder))], data_dir)
    before = ledger(data_dir).read_bytes()

    def opened(*_: object) -> None:
        raise AssertionError("a PDF was opened")

    monkeypatch.setattr(intake._Intake, "_store", opened)
    summary = archive_inputs([Input(str(folder))], data_dir)
    assert (summary.new, summary.unchanged, summary.failures) == (0, 2, ())
    assert ledger(data_dir).read_bytes() == before


def test_without_the_cache_nothing_looks_new(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder))], data_dir)
    (data_dir / "raw" / "seen.sqlite").write_bytes(b"no database at all" * 100)
    assert archive_inputs([Input(str(folder))], data_dir).new == 0


def test_with_the_cache_and_no_ledger_everything_comes_in_again(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder))], data_dir)
    ledger(data_dir).unlink()
    assert archive_inputs([Input(str(folder))], data_dir).new == 2


def test_changed_bytes_of_the_same_size_and_time_are_noticed(folder: Path, data_dir: Path) -> None:
    path = folder / "a.pdf"
    archive_inputs([Input(str(path))], data_dir)
    state = path.stat()
    path.write_bytes(b"%PDF-1.7 c")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert archive_inputs([Input(str(path))], data_dir).new == 1
    assert len(archived_documents(data_dir)) == 2


def test_the_same_bytes_under_two_names_are_one_document_named_by_the_first(tmp_path: Path, data_dir: Path) -> None:
    for name in ("z.pdf", "a.pdf"):
        (tmp_path / name).write_bytes(PDF)
    archive_inputs([Input(str(tmp_path / "z.pdf"))], data_dir)
    archive_inputs([Input(str(tmp_path / "a.pdf"))], data_dir)
    (document,) = archived_documents(data_dir)
    assert document.file_name == "z.pdf"
    assert names(data_dir) == ["z.pdf", "a.pdf"]


def test_a_missing_and_an_unreadable_input_do_not_stop_the_others(folder: Path, data_dir: Path) -> None:
    os.mkfifo(folder / "pipe.pdf")
    (folder / "gone.pdf").symlink_to(folder / "nowhere")
    summary = archive_inputs([Input("no/such.pdf"), Input(str(folder))], data_dir)
    assert summary.new == 2
    assert [failure.rpartition(": ")[2] for failure in summary.failures] == [
        "no such file or folder",
        "No such file or directory",
        "not a regular file",
    ]


def test_a_circle_of_links_ends_and_the_archive_is_no_input(folder: Path) -> None:
    (folder / "below" / "up").symlink_to(folder)
    data_dir = folder / "data"
    for _ in range(2):
        archive_inputs([Input(str(folder))], data_dir)
    assert names(data_dir) == ["a.pdf", "below/B.PDF"]
    (data_dir / "raw" / "samples").mkdir()
    (data_dir / "raw" / "samples" / "s.pdf").write_bytes(b"%PDF-1.7 s")
    found = [entry.file_name for entry in find([Input(str(folder))], data_dir) if isinstance(entry, FoundFile)]
    assert found == ["a.pdf", "below/B.PDF", "data/raw/samples/s.pdf"]


def test_a_torn_last_line_is_repaired_and_its_file_comes_in_again(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder))], data_dir)
    whole = ledger(data_dir).read_bytes()
    ledger(data_dir).write_bytes(whole[:-20])
    assert names(data_dir) == ["a.pdf"], "readers pass over a torn line"
    assert archive_inputs([Input(str(folder))], data_dir).new == 1
    assert names(data_dir) == ["a.pdf", "below/B.PDF"]
    assert ledger(data_dir).read_bytes().startswith(whole.splitlines(keepends=True)[0])


def test_a_damaged_line_in_the_middle_is_an_error_that_names_it(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder))], data_dir)
    lines = ledger(data_dir).read_bytes().splitlines(keepends=True)
    ledger(data_dir).write_bytes(b"{}\n" + lines[1])
    with pytest.raises(LedgerDamagedError, match="line 1"):
        archive_inputs([Input(str(folder))], data_dir)


def test_ledger_lines_say_when_and_how(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder / "a.pdf"))], data_dir)
    line = json.loads(ledger(data_dir).read_text())
    assert line["time"].endswith("Z")
    assert (line["kind"], line["size"], line["publisher"], line["file_name"]) == ("file", len(PDF), "local", "a.pdf")
    assert str(folder) not in ledger(data_dir).read_text()


def test_ledger_lines_of_a_newer_version_are_read(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder / "a.pdf"))], data_dir)
    line = json.loads(ledger(data_dir).read_text()) | {"weather": "rain"}
    ledger(data_dir).write_text(json.dumps(line) + "\n")
    assert names(data_dir) == ["a.pdf"]


def test_nothing_remains_of_an_incoming_file_that_is_not_kept(data_dir: Path) -> None:
    with incoming(data_dir) as file:
        file.write(PDF)
    assert [path for path in data_dir.rglob("*") if path.is_file()] == []


def test_half_written_files_of_a_killed_run_are_swept(folder: Path, data_dir: Path) -> None:
    left = data_dir / "raw" / ".partial" / "tmpabc"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    archive_inputs([Input(str(folder))], data_dir)
    assert list(left.parent.iterdir()) == []


def test_a_blob_cut_short_is_replaced(folder: Path, data_dir: Path) -> None:
    archive_inputs([Input(str(folder / "a.pdf"))], data_dir)
    (document,) = archived_documents(data_dir)
    blob = blob_path(data_dir, document.document_id)
    blob.chmod(0o644)
    blob.write_bytes(PDF[:4])
    (folder / "copy.pdf").write_bytes(PDF)
    archive_inputs([Input(str(folder / "copy.pdf"))], data_dir)
    assert blob.read_bytes() == PDF


SIDECAR = """
publisher: 福州市测试局
region_code: 350100
title: 2023年度部门决算
url: https://example.gov.cn/a.pdf
published_date: 2024-08-30
"""


def test_a_sidecar_gives_facts_and_its_changes_are_noticed(folder: Path, data_dir: Path) -> None:
    beside = folder / "a.yaml"
    beside.write_text(SIDECAR)
    archive_inputs([Input(str(folder))], data_dir)
    document = next(d for d in archived_documents(data_dir) if d.file_name == "a.pdf")
    assert document.hints.as_dict() == {
        "file_name": "a.pdf",
        "publisher": "福州市测试局",
        "region_code": "350100",
        "title": "2023年度部门决算",
        "url": "https://example.gov.cn/a.pdf",
        "published_date": "2024-08-30",
    }
    beside.write_text("region_code: '350102'\n")
    assert archive_inputs([Input(str(folder))], data_dir).new == 1
    document = next(d for d in archived_documents(data_dir) if d.file_name == "a.pdf")
    assert (document.region_code, document.title, document.publisher) == ("350102", None, "local")


def test_facts_missing_at_the_first_place_come_from_the_next(tmp_path: Path, data_dir: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(PDF)
    (tmp_path / "two.pdf").write_bytes(PDF)
    (tmp_path / "two.yaml").write_text(SIDECAR)
    archive_inputs([Input(str(tmp_path / "one.pdf")), Input(str(tmp_path / "two.pdf"))], data_dir)
    (document,) = archived_documents(data_dir)
    assert (document.file_name, document.region_code) == ("one.pdf", "350100")


@pytest.mark.parametrize(
    ("text", "facts", "error"),
    [
        ("", {}, None),
        ("title: 决算\n", {"title": "决算"}, None),
        ("region_code: 011000\n", {"region_code": "011000"}, None),
        ("title: ~\n", {}, None),
        ("titel: 决算\nregion_code: '350100'\n", {"region_code": "350100"}, "unknown key titel"),
        ("region_code: 3501\n", {}, "not six digits"),
        ("published_date: 2024-02-30\n", {}, "not a date"),
        ("published_date: 20240201\n", {}, "not a date"),
        ("url: ftp://example.gov.cn/\n", {}, "not an http"),
        ("url: 'http://[::1'\n", {}, "not an address"),
        ("title: [a, b]\n", {}, "not a single value"),
        ("title: a\ntitle: b\n", {"title": "a"}, "stands twice"),
        ("title: ''\n", {}, "is empty"),
        ("- a\n", {}, "not a list of"),
        ("title: 'unclosed\n", {}, "not YAML"),
        ("? [a, b]\n: c\n", {}, "unknown key"),
    ],
)
def test_sidecars_are_validated_and_never_crash(text: str, facts: dict[str, str], error: str | None) -> None:
    sidecar = parse_sidecar(text, "a.yaml")
    assert sidecar.facts == facts
    assert len(sidecar.errors) == (error is not None)
    assert error is None or error in sidecar.errors[0]


def test_a_bad_sidecar_is_a_warning_every_time_and_its_document_comes_in(folder: Path, data_dir: Path) -> None:
    (folder / "a.yaml").write_bytes(b"\xff\xfe")
    for _ in range(2):
        summary = archive_inputs([Input(str(folder))], data_dir)
        assert summary.failures == ()
        assert [warning.startswith("a.yaml: cannot be read") for warning in summary.warnings] == [True]
    assert len(archived_documents(data_dir)) == 2

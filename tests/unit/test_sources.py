"""Publishers as data: what their files may say, and what they offer. Not here: fetching (archive), assets (Dagster)."""

from pathlib import Path

import pytest

from pipelines.archive import LOCAL, ArchivedDocument, Input
from pipelines.sources import (
    Publisher,
    SourcesError,
    configured_inputs,
    documents_of,
    listing,
    parse_publisher,
    partitions,
    publishers,
)

FOLDER = 'name: 福州市“智慧福州”管理服务中心\nregion_code: "350100"\nkind: folder\npath: raw/samples\n'
ADDRESSES = """
name: 某市财政局
region_code: "350100"
kind: addresses
documents:
  - {url: "https://example.org/2023.pdf", title: 2023年度部门决算, published_date: 2024-08-30}
  - {url: "https://example.org/2024.pdf"}
"""


def test_a_folder() -> None:
    publisher = parse_publisher(FOLDER, "fuzhou")
    assert publisher == Publisher("fuzhou", "福州市“智慧福州”管理服务中心", "350100", "folder", "raw/samples")


def test_addresses_become_inputs_of_the_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    publisher = parse_publisher(ADDRESSES, "city")
    monkeypatch.setattr("pipelines.sources.listings.publishers", lambda: {"city": publisher})
    first, second = listing("city", tmp_path)
    assert first == Input(
        "https://example.org/2023.pdf",
        "city",
        "某市财政局",
        title="2023年度部门决算",
        published_date="2024-08-30",
        region_code="350100",
    )
    assert second == Input("https://example.org/2024.pdf", "city", "某市财政局", region_code="350100")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FOLDER + "delay: 3\n", "unknown key delay"),
        (FOLDER.replace("path: raw/samples\n", ""), "path is missing"),
        (FOLDER.replace('"350100"', "350100"), "six digits in quotes"),
        (FOLDER.replace("350100", "3501"), "six digits"),
        (FOLDER.replace("folder", "ftp"), "kind is one of folder, addresses, portal"),
        (FOLDER.replace("raw/samples", "/etc"), "below the data directory"),
        (FOLDER.replace("raw/samples", "raw/../.."), "below the data directory"),
        (FOLDER.replace("name: 福州市“智慧福州”管理服务中心", "name:"), "name is not text"),
        ("- a\n", "key: value"),
        ("name: [\n", "not YAML"),
        (ADDRESSES.replace("https", "ftp"), "not an http"),
        (ADDRESSES.replace("2024-08-30", "August"), "published_date"),
        (ADDRESSES.replace("title:", "titel:"), "a document has url"),
        (ADDRESSES.replace("2024.pdf", "2023.pdf"), "stands twice"),
        (ADDRESSES.partition("  -")[0], "at least one address"),
    ],
)
def test_a_description_that_is_not_in_order_is_an_error(text: str, says: str) -> None:
    with pytest.raises(SourcesError, match=says):
        parse_publisher(text, "city")


@pytest.mark.parametrize("source_id", ["local", "Fuzhou", "福州", "a b", ""])
def test_an_id_that_cannot_be_a_partition_is_an_error(source_id: str) -> None:
    with pytest.raises(SourcesError, match="id"):
        parse_publisher(FOLDER, source_id)


def test_two_files_for_one_publisher_are_an_error(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(FOLDER, encoding="utf-8")
    with pytest.raises(SourcesError, match=r"b\.yaml: .*a\.yaml"):
        publishers(tmp_path)


def document(publisher: str) -> ArchivedDocument:
    return ArchivedDocument("00", "x.pdf", LOCAL, publisher, None, None, None, None, None, 1, True)


def test_a_document_belongs_to_the_publisher_that_it_names_and_else_to_local() -> None:
    documents = [document("天门市12345公共服务热线中心"), document("某局"), document(LOCAL)]
    assert documents_of("tianmen_12345", documents) == documents[:1]
    assert documents_of(LOCAL, documents) == documents[1:]


def test_every_file_of_a_folder_is_offered_once(tmp_path: Path) -> None:
    folder = tmp_path / "raw" / "samples"
    folder.mkdir(parents=True)
    for name, publisher in (("a", "天门市12345公共服务热线中心"), ("b", "某局"), ("c", None)):
        (folder / f"{name}.pdf").write_bytes(b"%PDF-1.7")
        if publisher:
            (folder / f"{name}.yaml").write_text(f"publisher: {publisher}\n", encoding="utf-8")
    offered = {source_id: [entry.file_name for entry in listing(source_id, tmp_path)] for source_id in partitions()}
    assert {source_id: names for source_id, names in offered.items() if names} == {
        "tianmen_12345": ["a.pdf"],
        LOCAL: ["b.pdf", "c.pdf"],
    }
    assert sorted(entry.file_name or "" for entry in configured_inputs(tmp_path)) == ["a.pdf", "b.pdf", "c.pdf"]


def test_a_folder_that_is_not_there_offers_nothing(tmp_path: Path) -> None:
    assert configured_inputs(tmp_path) == []


def test_every_sample_has_its_publisher(root: Path, samples: Path) -> None:
    assert listing(LOCAL, root / "data") == []
    assert len(configured_inputs(root / "data")) == len(list(samples.rglob("*.pdf")))

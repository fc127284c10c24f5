"""What is made from the schema: it must not drift, and must say what the schema says."""

import shutil
from pathlib import Path

import yaml

from pipelines import schema
from pipelines.schema import __main__ as command
from pipelines.schema.generate import drift, outputs, write


def test_generated_files_are_those_of_the_schema(root: Path):
    assert [str(path.relative_to(root)) for path in drift(root)] == [], "run python -m pipelines.schema --write"


def test_drift_is_noticed_and_mended(tmp_path: Path, monkeypatch, capsys):
    write(tmp_path)
    changed = tmp_path / "docs" / "data-dictionary.md"
    changed.write_text(changed.read_text(encoding="utf-8") + "more\n", encoding="utf-8")
    shutil.rmtree(tmp_path / "dbt" / "models" / "raw")
    monkeypatch.setattr("sys.argv", ["schema", "--root", str(tmp_path)])
    assert command.main() == 1
    assert "data-dictionary.md differs" in capsys.readouterr().out
    assert set(write(tmp_path)) == {changed, tmp_path / "dbt" / "models" / "raw" / "_raw.yml"}
    assert command.main() == 0


def test_every_published_column_has_a_contract_a_description_and_its_constraint(root: Path):
    models = {}
    for path, text in outputs(root).items():
        if path.suffix == ".yml":
            models |= {model["name"]: model for model in yaml.safe_load(text).get("models", [])}
    for name, table in schema.schema().group("curated").items():
        assert models[name]["config"]["contract"]["enforced"] is True
        for column, written in zip(table.columns, models[name]["columns"], strict=True):
            assert written["name"] == column.name
            assert written["data_type"] == column.type.lower()
            assert column.zh in written["description"]
            assert column.en in written["description"]
            assert ("constraints" in written) == (not column.nullable)


def test_every_closed_list_and_key_becomes_a_test(root: Path):
    text = outputs(root)[root / "dbt" / "models" / "marts" / "_marts.yml"]
    tests = {
        t: arguments for m in yaml.safe_load(text)["models"] for one in m["data_tests"] for t, arguments in one.items()
    }
    assert {"unique_grain", "closed_lists", "references_row"} <= tests.keys()
    amounts = next(m for m in yaml.safe_load(text)["models"] if m["name"] == "amounts")["data_tests"]
    lists = next(one["closed_lists"] for one in amounts if "closed_lists" in one)["arguments"]["lists"]
    assert {"form", "measure", "side", "code_system", "published_unit", "method"} <= {one["column"] for one in lists}


def test_the_dictionary_describes_every_column_in_both_languages(root: Path):
    english = outputs(root)[root / "docs" / "data-dictionary.md"]
    chinese = outputs(root)[root / "docs" / "data-dictionary.zh-CN.md"]
    for table in schema.schema().group("curated").values():
        for column in table.columns:
            assert f"| `{column.name}` |" in english
            assert column.en.replace("|", "\\|") in english
            assert column.zh.replace("|", "\\|") in chinese


def test_each_mart_has_a_page_in_both_languages_and_stands_in_the_diagram(root: Path):
    pages = {
        path.name: text for path, text in outputs(root).items() if path.parent.name == "marts" and path.suffix == ".md"
    }
    tables = [t for t in schema.schema().group("curated").values() if t.schema_name == "marts"]
    assert len(pages) == 2 * len(tables) + 2
    for table in tables:
        for suffix, text in (("", "en"), (".zh-CN", "zh")):
            page = pages[f"{table.name}{suffix}.md"]
            assert all(getattr(column, text).replace("|", "\\|") in page for column in table.columns)
            assert f"]({table.name}{suffix}.md)" in pages[f"README{suffix}.md"]
    diagram = pages["README.md"].partition("```mermaid")[2]
    assert 'departments ||--o{ peer_comparison : "department_id"' in diagram
    assert "        VARCHAR document_id PK, FK\n" in diagram

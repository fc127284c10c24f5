"""The data dictionary: every table, column and closed list on one page per language; its parts serve other pages too.

Belongs here: the page and its labels. Does not belong here: descriptions (tables.yaml) and where the page lies (generate.py).
"""

from pipelines.schema.model import Column, Schema, Table

NOTICE = "Made from pipelines/schema/tables.yaml by `python -m pipelines.schema --write`: change it there, not here."

# What a reader of the dictionary sees, per language: labels of the page itself. Descriptions come from the schema.
_LABELS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Data dictionary",
        "intro": "Money is in yuan with two decimals, codes are text, times are UTC. Tables of `curated` are published as "
        "Parquet in `data/curated`, large ones as a folder of partitions; the warehouse `duizhang.duckdb` holds them in the schema named, and the tables of "
        "`quality` besides. A reading holds the tables of `reading`, the archive hands over `index`; `reference` ships with the package.",
        "same": "As published above.",
        "without": "As published above, without {}.",
        "head": "| column | type | unit | values | meaning |",
        "key": "Key",
        "foreign": "References",
        "schema": "Schema",
        "required": "not NULL",
        "lists": "Closed lists",
        "list_head": "| value | meaning |",
        "several": "several of",
        "other": "[中文](data-dictionary.zh-CN.md)",
        "measures": "The prefixes {} stand before any of these; `unmapped` has none.",
    },
    "zh": {
        "title": "数据字典",
        "intro": "金额以元为单位、保留两位小数；编码为文本；时间为 UTC。`curated` 各表以 Parquet 发布在 `data/curated`，大表为分区文件夹；"
        "数据仓库 `duizhang.duckdb` 按所注模式收录这些表，另有 `quality` 各表。每份文件的读取结果含 `reading` 各表，档案移交 `index`，`reference` 随程序发布。",
        "same": "与上文发布的表相同。",
        "without": "与上文发布的表相同，但没有 {}。",
        "head": "| 列 | 类型 | 单位 | 取值 | 含义 |",
        "key": "主键",
        "foreign": "引用",
        "schema": "模式",
        "required": "非空",
        "lists": "取值表",
        "list_head": "| 值 | 含义 |",
        "several": "可多个",
        "other": "[English](data-dictionary.md)",
        "measures": "以上各值前可加前缀 {}；`unmapped` 除外。",
    },
}
_GROUPS: dict[str, dict[str, str]] = {
    "en": {
        "curated": "Published tables",
        "quality": "Quality (warehouse only)",
        "reading": "Tables of a reading",
        "reference": "Reference data (pipelines/reference)",
        "archive": "Handed over by the archive",
    },
    "zh": {
        "curated": "发布的表",
        "quality": "质量（仅在数据仓库）",
        "reading": "读取结果的表",
        "reference": "参考数据（pipelines/reference）",
        "archive": "档案移交的表",
    },
}
_UNITS = {"yuan": {"en": "yuan", "zh": "元"}, "pt": {"en": "points", "zh": "磅"}, None: {"en": "", "zh": ""}}


def dictionary(described: Schema, language: str) -> str:
    """The page's text in `language` (en or zh)."""
    labels = _LABELS[language]
    lines = [f"<!-- {NOTICE} -->", "", f"# {labels['title']}", "", labels["other"], "", labels["intro"], ""]
    for group, title in _GROUPS[language].items():
        lines += [f"## {title}", ""]
        for table in described.tables[group].values():
            lines += _table_section(described, table, language)
    lines += [f"## {labels['lists']}", ""]
    for name in described.enums:
        lines += values_of(described, name, language)
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _row(column: Column, language: str) -> str:
    labels = _LABELS[language]
    kind = column.type + ("" if column.nullable else f", {labels['required']}")
    values = f"[{column.enum}](#{column.enum})" if column.enum else ""
    if column.list:
        values = f"{labels['several']} {values}"
    text = column.en if language == "en" else column.zh
    return f"| `{column.name}` | {kind} | {_UNITS[column.unit][language]} | {values} | {_cell(text)} |"


def _table_section(described: Schema, table: Table, language: str) -> list[str]:
    labels = _LABELS[language]
    grain = table.grain.en if language == "en" else table.grain.zh
    lines = [
        f"### {table.group}.{table.name}",
        "",
        grain[0].upper() + grain[1:] + ("." if language == "en" else "。"),
        "",
    ]
    published = described.group("curated").get(table.name)
    if (
        table.group in {"reading", "reference"}
        and published is not None
        and set(table.columns) <= set(published.columns)
    ):
        added = [f"`{name}`" for name in published.names if name not in table.names]
        return [*lines, labels["without"].format(", ".join(added)) if added else labels["same"], ""]
    facts = facts_of(table, language)
    if facts:
        lines += [f"- {fact}" for fact in facts] + [""]
    return [*lines, *columns_of(table, language), ""]


def facts_of(table: Table, language: str) -> list[str]:
    """Schema, key and references of a table, a line of text each."""
    labels = _LABELS[language]
    facts = []
    if table.schema_name:
        facts.append(f"{labels['schema']}: `{table.schema_name}`")
    if table.key:
        facts.append(f"{labels['key']}: {', '.join(f'`{name}`' for name in table.key)}")
    for key in table.foreign_keys:
        facts.append(f"{labels['foreign']}: {', '.join(f'`{n}`' for n in key.columns)} → `{key.references}`")
    return facts


def columns_of(table: Table, language: str) -> list[str]:
    """Columns of a table as a Markdown table."""
    return [_LABELS[language]["head"], "|---|---|---|---|---|", *(_row(c, language) for c in table.columns)]


def values_of(described: Schema, name: str, language: str) -> list[str]:
    """A closed list with its heading and the meaning of each value."""
    labels = _LABELS[language]
    values = described.enums[name]
    lines = [f"### {name}", "", labels["list_head"], "|---|---|"]
    prefixes = described.prefixes.get(name, ())
    for value, text in values.items():
        if not any(value.startswith(prefix) for prefix in prefixes):
            lines.append(f"| `{value}` | {_cell(text.en if language == 'en' else text.zh)} |")
    if prefixes:
        lines += ["", labels["measures"].format(", ".join(f"`{prefix}`" for prefix in prefixes))]
    return [*lines, ""]

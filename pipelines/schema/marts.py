"""A page for each table of the marts, and the page that lists them with the entity diagram, per language.

Belongs here: the pages and their labels. Does not belong here: descriptions (tables.yaml), what the tables may be compared with
(docs/what-not-to-compare.md), and where the pages lie (generate.py).
"""

from pipelines.schema.dictionary import NOTICE, columns_of, facts_of, values_of
from pipelines.schema.model import Schema, Table

_LABELS = {
    "en": {
        "title": "The marts",
        "intro": "One page a table, with its grain and columns. Before comparing figures, read "
        "[what must not be compared](../what-not-to-compare.md); queries to begin with are in the [cookbook](../cookbook.md).",
        "head": "| table | one row per |",
        "diagram": "How they refer to each other",
        "lists": "Values",
        "referred": "Referred to by",
        "up": "[All marts]({})",
        "suffix": "",
        "other": "[中文]({}.zh-CN.md)",
    },
    "zh": {
        "title": "数据集市",
        "intro": "每张表一页，列明粒度与各列。比较数字之前请读[哪些不可比](../what-not-to-compare.zh-CN.md)；常用查询见[查询手册](../cookbook.zh-CN.md)。",
        "head": "| 表 | 粒度 |",
        "diagram": "表间关系",
        "lists": "取值",
        "referred": "被引用于",
        "up": "[全部集市]({})",
        "suffix": ".zh-CN",
        "other": "[English]({}.md)",
    },
}
# What Mermaid takes for a type has no brackets and no comma.
_TYPES = {"VARCHAR[]": "VARCHAR_LIST", "DECIMAL(18,2)": "DECIMAL"}


def marts(described: Schema) -> list[Table]:
    """Tables that have a page, in the file's order."""
    return [table for table in described.group("curated").values() if table.schema_name == "marts"]


def index_page(described: Schema, language: str) -> str:
    """The page that lists the marts, with their entity diagram."""
    labels = _LABELS[language]
    lines = [
        f"<!-- {NOTICE} -->",
        "",
        f"# {labels['title']}",
        "",
        labels["other"].format("README"),
        "",
        labels["intro"],
        "",
    ]
    lines += [labels["head"], "|---|---|"]
    for table in marts(described):
        grain = table.grain.en.removeprefix("one row per ") if language == "en" else table.grain.zh
        lines.append(f"| [`{table.name}`]({table.name}{labels['suffix']}.md) | {grain} |")
    return "\n".join([*lines, "", f"## {labels['diagram']}", "", *_diagram(described)]) + "\n"


def mart_page(described: Schema, table: Table, language: str) -> str:
    """The page of one table: grain, key, references both ways, columns, the closed lists of its columns."""
    labels = _LABELS[language]
    grain = table.grain.en if language == "en" else table.grain.zh
    lines = [f"<!-- {NOTICE} -->", "", f"# {table.name}", ""]
    up = labels["up"].format("README" + labels["suffix"] + ".md")
    lines += [f"{up} · {labels['other'].format(table.name)}", ""]
    lines += [grain[0].upper() + grain[1:] + ("." if language == "en" else "。"), ""]
    facts = facts_of(table, language)
    referring = [
        f"`{other.name}` ({', '.join(key.columns)})"
        for other in described.group("curated").values()
        for key in other.foreign_keys
        if key.references == table.name and other.name != table.name
    ]
    if referring:
        facts.append(f"{labels['referred']}: {', '.join(referring)}")
    lines += [f"- {fact}" for fact in facts] + [""]
    lines += [*columns_of(table, language), ""]
    lists = list(dict.fromkeys(column.enum for column in table.columns if column.enum))
    if lists:
        lines += [f"## {labels['lists']}", ""]
        for name in lists:
            lines += values_of(described, name, language)
    return "\n".join(lines).rstrip() + "\n"


def _diagram(described: Schema) -> list[str]:
    """Tables with keys and references as a Mermaid diagram; a key column that refers to another table is marked as both."""
    tables = {table.name: table for table in described.group("curated").values()}
    lines = ["```mermaid", "erDiagram"]
    for table in tables.values():
        lines += [
            f'    {key.references} ||--o{{ {table.name} : "{", ".join(key.columns)}"' for key in table.foreign_keys
        ]
    for table in tables.values():
        referring = {name for key in table.foreign_keys for name in key.columns}
        lines.append(f"    {table.name} {{")
        for column in table.columns:
            marks = [
                mark for mark, holds in (("PK", column.name in table.key), ("FK", column.name in referring)) if holds
            ]
            if marks:
                lines.append(f"        {_TYPES.get(column.type, column.type)} {column.name} {', '.join(marks)}")
        lines.append("    }")
    return [*lines, "```"]

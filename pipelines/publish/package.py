"""datapackage.json: what the curated files are, in Frictionless' terms.

Belongs here: turning schema and exported files into the descriptor. Holds no clock: the same inputs make the same bytes.
Does not belong here: descriptions (pipelines/schema).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from pipelines import __version__, schema
from pipelines.publish.export import Exported
from pipelines.publish.fingerprint import code_digest
from pipelines.publish.project import WAREHOUSE
from pipelines.schema.generate import both

# DuckDB's type to Frictionless' type.
_TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "array",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DECIMAL(18,2)": "number",
    "DECIMAL(18,6)": "number",
}
_UNITS = {"yuan": "CNY", "pt": "pt"}


def datapackage(exported: Iterable[Exported], *, fingerprint: str, extractor_version: str | None) -> str:
    """The descriptor's text: resources with grain, columns, keys, sha256, rows and bytes; versions of the code that made them."""
    described = schema.schema().group("curated")
    content = {
        "profile": "data-package",
        "name": "duizhang",
        "title": "Duizhang: checked tables from published budgets and final accounts | 对账：由公开预决算得到的核对表",
        "version": __version__,
        "code_digest": code_digest(),
        "extractor_version": extractor_version,
        "fingerprint": fingerprint,
        "warehouse": WAREHOUSE,
        # Figures are facts; what this project adds to them (selection, structure, checks) is given freely.
        "licenses": [
            {
                "name": "CC0-1.0",
                "path": "https://creativecommons.org/publicdomain/zero/1.0/",
                "title": "CC0 1.0 Universal",
            }
        ],
        "resources": [
            _resource(described[name], list(files)) for name, files in groupby(exported, key=lambda file: file.table)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _resource(table: schema.Table, files: Sequence[Exported]) -> dict[str, Any]:
    fields = [_field(column) for column in table.columns]
    content: dict[str, Any] = {"fields": fields}
    if table.key:
        content["primaryKey"] = list(table.key)
    if table.foreign_keys:
        content["foreignKeys"] = [
            {
                "fields": list(key.columns),
                # Frictionless names a reference within a table by the empty string.
                "reference": {
                    "resource": "" if key.references == table.name else key.references,
                    "fields": list(key.target),
                },
            }
            for key in table.foreign_keys
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        **_place(files),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": both(table.grain.en, table.grain.zh),
        "grain": {"en": table.grain.en, "zh": table.grain.zh},
        "row_count": sum(file.rows for file in files),
        "schema": content,
    }


def _place(files: Sequence[Exported]) -> dict[str, Any]:
    """Where a table lies. A large one is a folder: its `files` are listed, and its hash is that of their list, as `sha256sum` prints one."""
    if files[0].partition is None:
        (file,) = files
        return {"path": file.place, "bytes": file.size, "hash": f"sha256:{file.sha256}"}
    listed = "".join(f"{file.sha256}  {file.place}\n" for file in files)
    return {
        "path": files[0].table,
        "bytes": sum(file.size for file in files),
        "hash": f"sha256:{hashlib.sha256(listed.encode()).hexdigest()}",
        "files": [
            {"path": file.place, "bytes": file.size, "hash": f"sha256:{file.sha256}", "row_count": file.rows}
            for file in files
        ],
    }


def _field(column: schema.Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "duckdb_type": column.type}
    field["description"] = both(column.en, column.zh)
    if column.unit:
        field["unit"] = _UNITS[column.unit]
    if column.fiscal:
        field["columnType"] = column.fiscal
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.enum and not column.list:
        constraints["enum"] = list(schema.enum(column.enum))
    if constraints:
        field["constraints"] = constraints
    return field

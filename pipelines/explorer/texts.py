"""The words of the pages in both languages.

Belongs here: looking them up. Does not belong here: the words themselves (texts.yaml, columns.yaml), names of tables' values and the
meaning of columns (pipelines/schema has those).
"""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from pipelines import schema

Language = Literal["zh", "en"]
LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}


@cache
def _file(name: str) -> dict[str, dict[str, str]]:
    return yaml.safe_load(files("pipelines.explorer").joinpath(name).read_text(encoding="utf-8"))


def say(key: str, language: Language, **values: object) -> str:
    """The text of that key, with its `{}` filled. Raises KeyError for a key or language that is not there."""
    return _file("texts.yaml")[key][language].format(**values)


def column_name(column: str, language: Language) -> str | None:
    """What a column is called; None for one that is not for the eye."""
    named = _file("columns.yaml").get(column)
    return named[language] if named else None


@cache
def meaning(column: str, language: Language) -> str | None:
    """What a published column of that name means; None where it is no published column."""
    described = schema.schema()
    for group in ("curated", "quality"):
        for table in described.group(group).values():
            if column in table.names:
                found = table.column(column)
                return found.zh if language == "zh" else found.en
    return None


def called(enum: str, value: str | None, language: Language) -> str:
    """What a value of a closed list is called, such as `final_income`; the value itself where no list of that name holds it.

    Values are English words already; what the schema says of them in English explains them, but for forms, which it names.
    """
    described = schema.schema().enums.get(enum, {}).get(value or "")
    if not described or not value:
        return value or ""
    if language == "zh":
        return described.zh
    return described.en if enum == "form" else value.replace("_", " ")

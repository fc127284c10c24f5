"""The words of the pages in both languages.

Belongs here: looking them up. Does not belong here: the words themselves (texts.yaml), names of tables' values (pipelines/schema has those).
"""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from pipelines import schema

Language = Literal["zh", "en"]
LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}


@cache
def _texts() -> dict[str, dict[str, str]]:
    return yaml.safe_load(files(__package__).joinpath("texts.yaml").read_text(encoding="utf-8"))


def say(key: str, language: Language, **values: object) -> str:
    """The text of that key, with its `{}` filled. Raises KeyError for a key or language that is not there."""
    return _texts()[key][language].format(**values)


def called(enum: str, value: str | None, language: Language) -> str:
    """What a value of a closed list is called, such as `final_income`; the value itself where the list does not hold it."""
    described = schema.schema().enums[enum].get(value or "")
    return (described.zh if language == "zh" else described.en) if described else value or ""

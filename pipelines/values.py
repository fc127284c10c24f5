"""Values that are made 100,000s of times a document.

Here: how such a class is declared. Not here: any value.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """A frozen dataclass with slots, of which the type checker alone sees to it that nobody changes it: where Python does so itself,
    making one takes three times as long."""
    return dataclass(slots=True, unsafe_hash=True)(cls)

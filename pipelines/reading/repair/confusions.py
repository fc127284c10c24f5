"""Other readings of one cell: what may be printed where a machine read this.

Here: confusions.yaml, validated, and the texts one slip away from a text. Not here: which of them is right (amounts.py, codes.py).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ..forms.units import parse_amount

_NUMBER = re.compile(r"(?P<sign>[-−－–—]?)(?P<whole>\d[\d,，]*)(?:\.(?P<part>\d+))?")
_MOST_LETTERS = 3  # of a number: a text with more of them is a word


class ConfusionsError(ValueError):
    """confusions.yaml says something that is no confusion."""


@dataclass(frozen=True)
class Confusions:
    """A digit, or another character, to the digits that may be printed in its place; characters read for points and separators."""

    digits: Mapping[str, str]
    letters: Mapping[str, str]
    marks: str


@cache
def confusions() -> Confusions:
    """The confusions of this package. Raises ConfusionsError."""
    return parse(yaml.safe_load(files("pipelines.reading.repair").joinpath("confusions.yaml").read_text("utf-8")))


def parse(raw: Mapping[str, Any]) -> Confusions:
    """Validate the content of a confusions file. Raises ConfusionsError naming what it does not know."""
    if unknown := set(raw) ^ {"digits", "letters", "marks"}:
        raise ConfusionsError(f"unknown or missing key {sorted(unknown)}")
    for name in ("digits", "letters"):
        for read, printed in raw[name].items():
            if not isinstance(read, str) or len(read) != 1 or read.isdecimal() != (name == "digits"):
                raise ConfusionsError(f"{name}: {read!r} is none")
            if not isinstance(printed, str) or not re.fullmatch("[0-9]+", printed) or read in printed:
                raise ConfusionsError(f"{name}.{read}: {printed!r} are no other digits")
    return Confusions(raw["digits"], raw["letters"], raw["marks"])


def amounts_near(text: str, decimals: Collection[int]) -> dict[Decimal, str]:
    """Amounts that may be printed where `text` was read, by value, each as it would be printed; `text` itself is none of them.

    One slip away from a number; from a text that is no number, what its letters and marks can stand for. `decimals`: how many
    decimals the form prints (a reading with another number of them is not tried).
    """
    own = parse_amount(text)
    out: dict[Decimal, str] = {}
    for other in _slips(text) if own is not None else _as_number(text, decimals):
        value = parse_amount(other)
        if value is not None and value != own and _decimals(other) in decimals:
            out.setdefault(value, other)
    return out


def codes_near(text: str) -> Iterator[str]:
    """Codes that may be printed where `text` was read: letters as digits, then one digit taken for another, lost or too many."""
    plain = next(_letters_as_digits(text), None)
    if plain is None or not plain.isdecimal():
        return
    if plain != text:
        yield plain
    yield from _one_digit_off(plain)


def _decimals(text: str) -> int:
    return len(text.rstrip("）)").partition(".")[2])


def _slips(text: str) -> Iterator[str]:
    """Every text one slip away from a printed number, thousands grouped where they are in `text`."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return
    sign, part = match["sign"], match["part"] or ""
    grouped = "," in match["whole"] or "，" in match["whole"]
    whole = re.sub("[,，]", "", match["whole"])
    digits = whole + part

    def printed(digits: str, point: int, sign: str = sign) -> str:
        whole, part = digits[:point], digits[point:]
        return sign + (f"{int(whole):,}" if grouped else whole) + ("." + part if part else "")

    def allowed(digits: str, point: int) -> bool:
        return 0 < point <= len(digits) and (point == 1 or digits[0] != "0")

    for at, digit in enumerate(digits):
        for other in confusions().digits[digit]:
            changed = digits[:at] + other + digits[at + 1 :]
            if allowed(changed, len(whole)):
                yield printed(changed, len(whole))
        shorter, point = digits[:at] + digits[at + 1 :], len(whole) - (at < len(whole))
        if allowed(shorter, point):
            yield printed(shorter, point)
    for at in range(len(digits) + 1):
        for digit in "0123456789":
            longer = digits[:at] + digit + digits[at:]
            for point in {len(whole), len(whole) + 1} if at == len(whole) else {len(whole) + (at < len(whole))}:
                if allowed(longer, point):
                    yield printed(longer, point)
    for point in range(1, len(digits) + 1):
        if point != len(whole) and allowed(digits, point):
            yield printed(digits, point)
    yield printed(digits, len(whole), "" if sign else "-")


def _as_number(text: str, decimals: Collection[int]) -> Iterator[str]:
    """The numbers that a text can be whose letters are digits, and whose last mark is the point or none is."""
    marks = re.escape(confusions().marks)
    for plain in _letters_as_digits(text):
        match = re.fullmatch(rf"([-−－–—]?)([\d{marks}]*\d)", plain)
        if match is None:
            continue
        sign, body = match.groups()
        digits = re.sub(rf"[{marks}]", "", body)
        grouped = len(body) - len(digits) > 1
        last = re.search(rf"[{marks}](\d*)$", body)
        for places in sorted(decimals):
            # the last mark says where the point is, or that of a group whose point is lost; without any the point is lost, or there is none
            if len(digits) <= places or (last is not None and places and len(last[1]) not in (places, places + 3)):
                continue
            whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
            yield sign + (f"{int(whole):,}" if grouped else whole) + ("." + part if part else "")


def _letters_as_digits(text: str) -> Iterator[str]:
    """The text with every letter replaced by a digit that it may be; nothing where it has too many letters."""
    letters = confusions().letters
    found = [c for c in text if c in letters]
    if len(found) > _MOST_LETTERS:
        return
    texts = [text]
    for letter in set(found):
        texts = [one.replace(letter, digit) for one in texts for digit in letters[letter]]
    yield from texts


def _one_digit_off(code: str) -> Iterator[str]:
    digits = confusions().digits
    for at, digit in enumerate(code):
        for other in digits[digit]:
            yield code[:at] + other + code[at + 1 :]
        yield code[:at] + code[at + 1 :]
    for at in range(len(code) + 1):
        for digit in "0123456789":
            yield code[:at] + digit + code[at:]

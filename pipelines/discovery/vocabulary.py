"""The words of vocabulary.yaml, and what follows from them about a link.

Belongs here: judgements on a text or an address alone. Does not belong here: pages (page.py), platforms.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=\s*(?:年|年度|$|[^\d]))")
_DATE = re.compile(r"(?<!\d)(20[0-4]\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)")
_PAGE_NUMBER = re.compile(r"[\[(（]?\d{1,3}[\])）]?")


@dataclass(frozen=True)
class Vocabulary:
    """The words, by their heads in the file."""

    disclosure: tuple[str, ...]
    body_ends: tuple[str, ...]
    leave: tuple[str, ...]
    next_page: tuple[str, ...]
    documents: tuple[str, ...]
    unsupported: tuple[str, ...]
    pages: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this package."""
    raw = yaml.safe_load(files("pipelines.discovery").joinpath("vocabulary.yaml").read_text(encoding="utf-8"))
    return Vocabulary(**{name: tuple(words) for name, words in raw.items()})


def speaks_of_disclosure(*texts: str) -> bool:
    """Whether a text is about budgets or final accounts."""
    return any(word in text for text in texts for word in vocabulary().disclosure)


def names_body(text: str) -> bool:
    """Whether a short text ends as the name of a body does."""
    return 2 <= len(text) <= 40 and text.rstrip("）)").endswith(vocabulary().body_ends)


def leads_elsewhere(text: str) -> bool:
    """Whether a link is none that a reader of disclosures would follow."""
    return any(word in text for word in vocabulary().leave)


def is_next_page(text: str) -> bool:
    """Whether a link turns the page of a listing: forward, or to a page by its number."""
    return text in vocabulary().next_page or bool(_PAGE_NUMBER.fullmatch(text))


def year_of(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def date_of(text: str) -> str | None:
    """The first date in a text, as YYYY-MM-DD."""
    found = _DATE.search(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def ending(url: str) -> str:
    """The ending of the file that an address names, in its path or, for `download.jsp?filename=x.pdf`, in its query; in lower case."""
    parts = urlsplit(url)
    known = (*vocabulary().documents, *vocabulary().unsupported)
    for value in (parts.path, *(value for _, value in parse_qsl(parts.query))):
        name = unquote(value).rpartition("/")[2].lower()
        suffix = name[name.rfind(".") :] if "." in name else ""
        if suffix in known:
            return suffix
    name = unquote(parts.path).rpartition("/")[2].lower()
    return name[name.rfind(".") :] if "." in name else ""


def is_download(url: str) -> bool:
    """Whether an address looks as if it handed out a file whose type only its bytes tell."""
    parts = urlsplit(url.lower())
    return bool(re.search(r"down(load|file)?|attach|getfile|readfile|openfile", parts.path)) and (
        bool(parts.query) or ending(url) == ""
    )

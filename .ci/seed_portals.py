"""Write the portals that ship with the package from a list of disclosure columns: two of each province, their region codes resolved.

    python .ci/seed_portals.py COLUMNS.csv [FOLDER]

COLUMNS.csv has province, prefecture, county, url, reachable, region_matches, page_kind and http_status for each region. Taken are columns that
were reachable, showed the region's own budgets and final accounts, and answered 200. What is written is unverified: nobody has visited it yet
with this program. A file that exists already is left as it is.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipelines.commands.source import describe
from pipelines.sources import parse_publisher
from pipelines.sources.publisher import SOURCES
from pipelines.sources.regions import full_name, resolve

A_PROVINCE = 2


def main(columns: Path, folder: Path = SOURCES) -> None:
    chosen = list(choose(columns))
    for source_id, code, url in chosen:
        text = describe(f"{full_name(code)}预决算公开", code, platform(url), url)
        parse_publisher(text, source_id)
        path = folder / f"{source_id}.yaml"
        if not path.exists():
            path.write_text(text, encoding="utf-8")
    print(f"{len(chosen)} portals of {len({code[:2] for _, code, _ in chosen})} provinces")


def choose(columns: Path) -> Iterator[tuple[str, str, str]]:
    """Id, region code and address of so many columns of each province, each on a host of its own."""
    with columns.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if is_usable(row)]
    by_province = defaultdict(list)
    for row in rows:
        by_province[row["province"]].append(row)
    hosts: set[str] = set()
    for province in by_province.values():
        taken = 0
        # Columns of counties and cities first: a province's own page lists few bodies.
        for row in sorted(province, key=lambda row: (row["level"] == "省级", row["county"] != "", row["url"])):
            host = urlsplit(row["url"]).hostname or ""
            codes = resolve((row["province"], row["prefecture"], row["county"]))
            if taken == A_PROVINCE or host in hosts or len(codes) != 1:
                continue
            hosts.add(host)
            taken += 1
            yield identifier(host), codes[0], row["url"]


def is_usable(row: dict[str, str]) -> bool:
    """Whether a column was found to be what it should be."""
    found = (row["reachable"], row["region_matches"], row["page_kind"], row["http_status"])
    parts = urlsplit(row["url"])
    # A column of its own: not a site's first page, not one year's column, not a place inside a script's page.
    is_column = parts.path.strip("/") not in ("", "index.html", "index.htm") and not re.search(
        r"20[0-3]\d|#", row["url"]
    )
    return found == ("是", "是", "预决算页面", "200") and (parts.hostname or "").endswith(".gov.cn") and is_column


def identifier(host: str) -> str:
    """An id from a host's name: czj.example.gov.cn → example_czj."""
    parts = [re.sub(r"[^a-z0-9]", "_", part) for part in host.removesuffix(".gov.cn").split(".") if part != "www"]
    return "_".join(reversed(parts))


def platform(url: str) -> str:
    """The platform that an address looks like; a visit tells whether it is."""
    path = urlsplit(url).path
    if re.search(r"/col/col\d+", path):
        return "jcms"
    return "trs" if not urlsplit(url).query and path.endswith(("/", "/index.html", "/index.htm")) else "generic"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

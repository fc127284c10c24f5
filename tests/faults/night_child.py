"""A night in a process of its own, to be killed: visits the portals whose plans stand in a file, then takes their drafts in.

Here: that process. Not here: the portals, the killing (test_kill_night.py).
"""

import json
import sys
from pathlib import Path

from pipelines.archive.accept import Acceptance, Terms
from pipelines.archive.transfer import Limits
from pipelines.discovery.crawl import Manners, crawl
from pipelines.discovery.job import Plan


def main(orders: Path, data_dir: Path) -> None:
    """Run the night."""
    given = json.loads(orders.read_text(encoding="utf-8"))
    plans = [Plan(**(raw | {"start": tuple(raw["start"]), "hosts": frozenset(raw["hosts"])})) for raw in given["plans"]]
    crawl(plans, data_dir, given["night"], Manners(Limits(silence=1, seconds=1), tries=1, backoff=0.05))
    with Acceptance(data_dir) as acceptance:
        for plan in plans:
            acceptance.take(Terms(plan.source_id, f"{plan.source_id} portal", "350100", 0.1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""Publishing: from readings to the warehouse and the curated tables, built aside and swapped in.

Belongs here: running dbt, checking what it built, exporting, the data package, the swap. Does not belong here: SQL (dbt/), descriptions
(pipelines/schema), reading or the order of a run (pipelines/flow). Importing this package loads neither dbt nor duckdb.
"""

from pathlib import Path

from pipelines.publish.errors import PublishError
from pipelines.publish.fingerprint import fingerprint, published_fingerprint
from pipelines.publish.project import dbt_project_dir
from pipelines.publish.summary import PublishSummary, Warned

__all__ = [
    "PublishError",
    "PublishSummary",
    "Warned",
    "dbt_project_dir",
    "fingerprint",
    "publish",
    "published_fingerprint",
]


def publish(data_dir: Path) -> PublishSummary:
    """Build the warehouse of a data directory from its index and readings, check it, and replace `DIR/curated` by it.

    Raises PublishError where the build or a check fails; what was published before then stays as it was.
    """
    from pipelines.publish.release import release

    return release(data_dir)

"""Releases: copies of the published tables that are kept under a name, and what changed from one to another.

Belongs here: keeping a release, finding one, comparing two. Does not belong here: making the published tables (pipelines/publish), printing
(pipelines/commands). A release is a folder with a datapackage.json; one that came from elsewhere is as good as one of our own.
"""

from pipelines.releases.compare import Changes, compare, write_changes
from pipelines.releases.keep import ReleaseError, find, keep

__all__ = ["Changes", "ReleaseError", "compare", "find", "keep", "write_changes"]

"""Who publishes, and where: one YAML file a publisher, named after its id, validated on load.

Belongs here: publishers as data, and listing what each offers as inputs of the archive. Does not belong here: fetching and keeping
(pipelines/archive), reading, Dagster. To add a publisher is to add a file.
"""

from pipelines.sources.listings import configured_inputs, documents_of, listing, partitions, portals, source_of
from pipelines.sources.portal import Portal
from pipelines.sources.publisher import Address, Publisher, SourcesError, parse_publisher, publishers

__all__ = [
    "Address",
    "Portal",
    "Publisher",
    "SourcesError",
    "configured_inputs",
    "documents_of",
    "listing",
    "parse_publisher",
    "partitions",
    "portals",
    "publishers",
    "source_of",
]

"""How the work is cut: one partition a publisher, and `local` for files that no configured publisher claims.

Belongs here: partitions. Does not belong here: who the publishers are (pipelines/sources).
"""

import dagster as dg

from pipelines import sources

# Documents are rows and publishers partitions: thousands of publishers are within Dagster's means, millions of documents are not.
by_publisher = dg.StaticPartitionsDefinition(sources.partitions())

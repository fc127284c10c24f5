"""Dagster's view of the pipeline, and only that: assets (nouns), checks, jobs, schedules, sensors, resources, partitions.

Does not belong here: behaviour. Bodies call pipelines.sources, .archive, .flow and .publish, the same functions as the command line,
over the same data directory. This package and definitions.py are the only ones that import Dagster.
"""

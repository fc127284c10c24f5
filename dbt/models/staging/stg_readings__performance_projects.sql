-- One row as in readings.performance_projects, of documents that the archive holds.
{{ staged_reading('performance_projects') }}

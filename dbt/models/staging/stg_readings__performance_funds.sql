-- One row as in readings.performance_funds, of documents that the archive holds.
{{ staged_reading('performance_funds') }}

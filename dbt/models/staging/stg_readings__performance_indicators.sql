-- One row as in readings.performance_indicators, of documents that the archive holds.
{{ staged_reading('performance_indicators') }}

-- One row as in readings.tables, of documents that the archive holds.
{{ staged_reading('tables') }}

-- One row as in readings.checks, of documents that the archive holds.
{{ staged_reading('checks') }}

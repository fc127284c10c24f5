-- One row as in readings.cells, of documents that the archive holds.
{{ staged_reading('cells') }}

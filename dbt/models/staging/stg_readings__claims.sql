-- One row as in readings.claims, of documents that the archive holds.
{{ staged_reading('claims') }}

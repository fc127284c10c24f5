-- One row as in readings.facts, of documents that the archive holds.
{{ staged_reading('facts') }}

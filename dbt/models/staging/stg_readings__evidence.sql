-- One row as in readings.evidence, of documents that the archive holds.
{{ staged_reading('evidence') }}

-- One row as in readings.amounts, of documents that the archive holds.
{{ staged_reading('amounts') }}

-- One row as in readings.derived_amounts, of documents that the archive holds.
{{ staged_reading('derived_amounts') }}

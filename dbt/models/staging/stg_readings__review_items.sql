-- One row as in readings.review_items, of documents that the archive holds.
{{ staged_reading('review_items') }}

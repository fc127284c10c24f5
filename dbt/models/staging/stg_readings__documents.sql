-- One row as in readings.documents, of documents that the archive holds.
{{ staged_reading('documents') }}

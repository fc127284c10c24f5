-- One row as in readings.document_forms, of documents that the archive holds.
{{ staged_reading('document_forms') }}

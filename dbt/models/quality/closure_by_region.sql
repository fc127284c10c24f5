-- One row per region: coverage, identities by outcome and grade of its documents.
{{ closure_of_documents(['region_code']) }}

-- One row per fiscal year: coverage, identities by outcome and grade of its documents.
{{ closure_of_documents(['fiscal_year']) }}

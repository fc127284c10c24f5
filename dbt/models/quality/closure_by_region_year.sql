-- One row per region and fiscal year: coverage, identities by outcome and grade of its documents.
{{ closure_of_documents(['region_code', 'fiscal_year']) }}

-- One row per region and fiscal year: coverage, identities by outcome and grade of its documents.
with

closures as (
    select
        documents.region_code,
        documents.fiscal_year,
        1 as document_count,
        closures.*
    from {{ ref('documents') }} as documents
    inner join {{ ref('closure_by_document') }} as closures on documents.document_id = closures.document_id
),

{{ closure_summed(['region_code', 'fiscal_year']) }}

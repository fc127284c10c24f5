-- One row per region and fiscal year: the identities of its documents by outcome.
with

documents as (
    select
        document_id,
        region_code,
        fiscal_year
    from {{ ref('documents') }}
),

obligations as (
    select * from {{ ref('obligations') }}
)

select
    documents.region_code,
    documents.fiscal_year,
    count(distinct documents.document_id) as document_count,
    {{ outcome_counts() }}
from documents
left join obligations on documents.document_id = obligations.document_id
group by documents.region_code, documents.fiscal_year

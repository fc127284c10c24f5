-- One row per document: its identities by outcome. A document without any has a row of zeros.
with

documents as (
    select document_id from {{ ref('documents') }}
),

obligations as (
    select * from {{ ref('obligations') }}
)

select
    documents.document_id,
    {{ outcome_counts() }}
from documents
left join obligations on documents.document_id = obligations.document_id
group by documents.document_id

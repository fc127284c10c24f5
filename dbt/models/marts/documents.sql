-- One row per distinct PDF (by content).
with

documents as (
    select * from {{ ref('int_documents__identified') }}
),

versions as (
    select * from {{ ref('int_documents__versions') }}
)

select
    documents.*,
    versions.* exclude (document_id)
from documents
inner join versions on documents.document_id = versions.document_id
order by documents.document_id

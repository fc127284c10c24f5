-- One row per document that stands for its subject in comparisons: current, no copy, and its subject known. Of those
-- that anything written again is made of alone.
with

documents as (
    select * from {{ ref('documents') }}
    where
        is_current
        and department_id is not null
        and fiscal_year is not null
        and entity_level is not null
        and kind in ('budget', 'final', 'performance')
        and document_id in (select document_id from {{ ref('int_documents__touched') }})
),

quality as (
    select * from {{ ref('int_document_quality') }}
)

select
    documents.document_id,
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    documents.region_code,
    documents.department_name,
    quality.* exclude (document_id)
from documents
inner join quality on documents.document_id = quality.document_id

-- One row per document that stands for its subject in comparisons: current, no copy, and its subject known.
with

documents as (
    select * from {{ ref('int_documents__identified') }}
),

versions as (
    select * from {{ ref('int_documents__versions') }}
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
inner join versions on documents.document_id = versions.document_id
inner join quality on documents.document_id = quality.document_id
where
    versions.is_current
    and documents.department_id is not null
    and documents.fiscal_year is not null
    and documents.entity_level is not null
    and documents.kind in ('budget', 'final', 'performance')

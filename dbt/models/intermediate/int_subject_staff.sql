-- One row per subject: the number of its staff, where the narratives of its documents state one and agree on it. Of
-- subjects that are compared again alone.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

facts as (
    select * from {{ ref('facts') }}
    where
        fact = 'staff'
        and document_id in (select document_id from {{ ref('int_documents__compared') }})
)

select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    cast({{ agreed('facts.value') }} as bigint) as staff
from facts
inner join documents on facts.document_id = documents.document_id
group by documents.department_id, documents.fiscal_year, documents.entity_level

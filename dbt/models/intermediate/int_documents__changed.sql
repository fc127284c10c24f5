-- One row per document whose rows the published warehouse does not hold as they are now: its reading is new or gone,
-- or its subject became another (a name is understood otherwise, a body was renamed). All, where nothing is continued.
with

documents as (
    select * from {{ ref('int_documents__identified') }}
),

known as (
    select * from {{ ref('stg_published__documents') }}
)

select coalesce(documents.document_id, known.document_id) as document_id
from documents
full join known on documents.document_id = known.document_id
where
    documents.document_id is null
    or known.document_id is null
    or not known.is_same_reading
    or documents.region_code is distinct from known.region_code
    or documents.department_id is distinct from known.department_id
    or documents.fiscal_year is distinct from known.fiscal_year
    or documents.kind is distinct from known.kind
    or documents.entity_level is distinct from known.entity_level

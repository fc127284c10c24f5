-- One row per printed amount of a recognised form, with the subject of its document.
with

amounts as (
    select * from {{ ref('stg_readings__amounts') }}
    where {{ changed_only() }}
),

documents as (
    select * from {{ ref('documents') }}
)

select
    amounts.*,
    documents.region_code,
    documents.department_id,
    documents.fiscal_year,
    documents.kind,
    documents.entity_level
from amounts
inner join documents on amounts.document_id = documents.document_id

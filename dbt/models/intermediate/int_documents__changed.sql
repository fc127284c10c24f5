-- One row per document whose rows the published warehouse does not hold as they are now: its reading is new or gone.
-- All, where nothing is continued. Its subject follows from its reading and from what belongs to the code: where that
-- changed, nothing is continued.
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

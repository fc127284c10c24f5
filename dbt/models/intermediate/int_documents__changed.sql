-- One row per document whose rows the published warehouse does not hold as they are now: its reading is new or gone.
-- All, where nothing is continued. Its subject follows from its reading and from what belongs to the code: where that
-- changed, nothing is continued.
with

followed as (
    select distinct document_id from {{ ref('int_documents__followed') }}
),

documents as (
    select * from {{ ref('documents') }}
),

known as (
    select * from {{ ref('stg_published__documents') }}
)

select followed.document_id
from followed
left join documents on followed.document_id = documents.document_id
left join known on followed.document_id = known.document_id
where
    documents.document_id is null
    or known.document_id is null
    or not known.is_same_reading

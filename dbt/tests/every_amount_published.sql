-- Documents whose readings hold another number of amounts than `amounts` does: none is dropped, none comes twice.
with

read as (
    select
        document_id,
        count(*) as amount_count
    from {{ ref('stg_readings__amounts') }}
    where document_id in (select document_id from {{ ref('int_documents__changed') }})
    group by document_id
),

published as (
    select
        document_id,
        count(*) as amount_count
    from {{ ref('amounts') }}
    where document_id in (select document_id from {{ ref('int_documents__changed') }})
    group by document_id
)

select
    document_id,
    read.amount_count as read_count,
    published.amount_count as published_count
from read
full join published using (document_id)
where read.amount_count is distinct from published.amount_count

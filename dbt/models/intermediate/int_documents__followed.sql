-- One row per document, present or published, whose row in `documents` is written again: it came, changed or went, it
-- has the text of one that did, or is about the same body. Those alone can repeat or replace it. All, where nothing is
-- continued.
with

known as (
    select
        document_id,
        department_id,
        text_sha256,
        is_same_reading and is_same_entry as is_same
    from {{ ref('stg_published__documents') }}
),

same as (
    select document_id
    from known
    where is_same
),

bodies as (
    select * from {{ ref('body_names') }}
),

read_again as (
    select * from {{ ref('stg_readings__documents') }}
    where document_id not in (select document_id from same)
),

-- As they were, and as they are.
changed as (
    select
        document_id,
        department_id,
        text_sha256
    from known
    where not is_same
    union all
    select
        read_again.document_id,
        bodies.department_id,
        read_again.text_sha256
    from read_again
    left join bodies
        on read_again.region_code = bodies.region_code and read_again.department_name = bodies.spelling
),

copies as (
    select
        document_id,
        department_id,
        text_sha256
    from known
    where text_sha256 in (select text_sha256 from changed)
),

around as (
    select
        document_id,
        text_sha256
    from known
    where
        department_id in (select department_id from changed)
        or department_id in (select department_id from copies)
)

select
    document_id,
    text_sha256
from changed
union
select
    document_id,
    text_sha256
from copies
union
select
    document_id,
    text_sha256
from around

-- One row per region and spelling of a body's name: as documents are about it, as their rows name it, and as events and
-- decisions do.
with

events as (
    select * from {{ ref('body_events') }}
),

spellings as (
    select
        region_code,
        department_name as spelling
    from {{ ref('stg_readings__documents') }}
    union
    select
        documents.region_code,
        amounts.row_body as spelling
    from {{ ref('stg_readings__amounts') }} as amounts
    inner join {{ ref('stg_readings__documents') }} as documents on amounts.document_id = documents.document_id
    union
    -- Of a continued warehouse the readings that did not change are not read again.
    select
        region_code,
        row_body as spelling
    from {{ ref('stg_published__bodies') }}
    union
    select
        from_region_code as region_code,
        from_name as spelling
    from events
    union
    select
        to_region_code as region_code,
        to_name as spelling
    from events
    union
    select
        region_code,
        name as spelling
    from {{ ref('peer_group_decisions') }}
)

select *
from spellings
where region_code is not null and spelling is not null

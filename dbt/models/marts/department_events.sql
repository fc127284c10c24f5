-- One row per event and pair of bodies: who became whom, as the reviewed seed body_events says.
with

events as (
    select * from {{ ref('body_events') }}
),

bodies as (
    select * from {{ ref('body_names') }}
)

select
    events.event,
    events.kind,
    events.year,
    before.department_id as from_department_id,
    events.from_name,
    since.department_id as to_department_id,
    events.to_name,
    events.source
from events
inner join bodies as before
    on events.from_region_code = before.region_code and events.from_name = before.spelling
inner join bodies as since
    on events.to_region_code = since.region_code and events.to_name = since.spelling

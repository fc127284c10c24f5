-- One row per document of the archive that was read: where it came from, what it is, and the id of its body.
with

archived as (
    select * from {{ ref('stg_archive__index') }}
),

readings as (
    select * from {{ ref('stg_readings__documents') }}
),

bodies as (
    select * from {{ ref('int_body_names') }}
)

select
    archived.* exclude (reading_path),
    readings.* exclude (document_id),
    bodies.department_id
from archived
inner join readings on archived.document_id = readings.document_id
left join bodies
    on readings.region_code = bodies.region_code and readings.department_name = bodies.spelling

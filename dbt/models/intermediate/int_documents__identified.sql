-- One row per document of the archive that was read: where it came from, what it is, and the id of its body. Of those
-- that are followed, and those with the text of one, alone.
with

followed as (
    select * from {{ ref('int_documents__followed') }}
),

archived as (
    select * from {{ ref('stg_archive__index') }}
),

readings as (
    select * from {{ ref('stg_readings__documents') }}
    where
        document_id in (select document_id from followed)
        or text_sha256 in (select text_sha256 from followed)
),

bodies as (
    select * from {{ ref('body_names') }}
)

select
    archived.* exclude (reading_path),
    readings.* exclude (document_id),
    bodies.department_id
from archived
inner join readings on archived.document_id = readings.document_id
left join bodies
    on readings.region_code = bodies.region_code and readings.department_name = bodies.spelling

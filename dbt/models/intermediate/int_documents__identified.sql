-- One row per document of the archive that was read: where it came from, what it is, and the id of its body.
with

archived as (
    select * from {{ ref('stg_archive__index') }}
),

readings as (
    select * from {{ ref('stg_readings__documents') }}
),

named as (
    select
        document_id,
        region_code,
        -- The canonical name: compatibility forms folded, spaces gone (NFKC makes the ideographic one a plain one).
        regexp_replace(nfkc(department_name), '\s', '', 'g') as canonical_name
    from readings
),

identified as (
    select
        document_id,
        case
            when canonical_name <> '' then region_code || '-' || left(sha256(canonical_name), 10)
        end as department_id
    from named
)

select
    archived.* exclude (reading_path),
    readings.* exclude (document_id),
    identified.department_id
from archived
inner join readings on archived.document_id = readings.document_id
inner join identified on archived.document_id = identified.document_id

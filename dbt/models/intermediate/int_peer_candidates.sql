-- One row per body and peer group that one of its names fits.
with

names as (
    select distinct
        department_id,
        canonical_name
    from {{ ref('int_body_names') }}
),

vocabulary as (
    select * from {{ ref('peer_groups') }}
)

select distinct
    names.department_id,
    vocabulary.peer_group
from names
inner join vocabulary on regexp_matches(names.canonical_name, vocabulary.pattern)

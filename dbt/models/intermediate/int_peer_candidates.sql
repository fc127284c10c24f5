-- One row per body and peer group that one of its names fits.
with

bodies as (
    select * from {{ ref('body_names') }}
),

-- Bodies of many regions go by the same names.
names as (
    select distinct canonical_name
    from bodies
),

vocabulary as (
    select * from {{ ref('peer_groups') }}
),

fitting as (
    select
        names.canonical_name,
        vocabulary.peer_group
    from names
    inner join vocabulary on regexp_matches(names.canonical_name, vocabulary.pattern)
)

select distinct
    bodies.department_id,
    fitting.peer_group
from bodies
inner join fitting on bodies.canonical_name = fitting.canonical_name

-- One row per division code: the pattern of its own and its superiors' names at the beginning of a body's name.
with

regions as (
    select distinct
        region_code,
        name,
        parent
    from {{ ref('stg_reference__regions') }}
    where level <> 'central'
),

names as (
    select
        region_code,
        -- Two characters that are a whole name (城区, 郊区) begin words of other meaning too.
        '(' || string_agg(distinct name, '|' order by name) filter (length(name) > 2) || ')?' as pattern,
        any_value(parent) as parent
    from regions
    group by region_code
)

select
    names.region_code,
    '^' || coalesce(above.pattern, '') || coalesce(parents.pattern, '') || coalesce(names.pattern, '') as pattern
from names
left join names as parents on names.parent = parents.region_code
left join names as above on parents.parent = above.region_code

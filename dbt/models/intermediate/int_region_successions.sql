-- One row per division code, name and period of validity: the code in force today that comparisons use for it.
-- A code that was divided among several, or whose end names no successor, stands for itself: no figure carries over.
with recursive

regions as (
    select * from {{ ref('stg_reference__regions') }}
),

-- Successors of the whole; a year in brackets marks a part that passed on while the code stayed in force.
followed as (
    select
        regions.region_code,
        regions.name,
        regions.valid_from,
        regions.valid_to,
        regexp_extract_all(regexp_replace(coalesce(regions.successor, ''), '\d{6}\[\d+\]', '', 'g'), '\d{6}')
            as successors
    from regions
),

chain as (
    select
        region_code,
        name,
        valid_from,
        region_code as latest_code,
        valid_to as ended,
        successors,
        0 as steps
    from followed
    union all
    select
        chain.region_code,
        chain.name,
        chain.valid_from,
        next_row.region_code as latest_code,
        next_row.valid_to as ended,
        next_row.successors,
        chain.steps + 1 as steps
    from chain
    inner join followed as next_row
        on
            chain.successors[1] = next_row.region_code
            and chain.ended >= next_row.valid_from
            and chain.ended < coalesce(next_row.valid_to, 9999)
    where chain.ended is not null and len(chain.successors) = 1 and chain.steps < 20
)

select
    region_code,
    name,
    valid_from,
    arg_max(latest_code, steps) as latest_code
from chain
group by region_code, name, valid_from

-- One row per division code, name and period of validity, county level and up.
select
    regions.*,
    successions.latest_code
from {{ ref('stg_reference__regions') }} as regions
inner join {{ ref('int_region_successions') }} as successions
    on
        regions.region_code = successions.region_code
        and regions.name = successions.name
        and regions.valid_from = successions.valid_from

-- One row per division code, name and period of validity, county level and up.
select *
from {{ ref('stg_reference__regions') }}

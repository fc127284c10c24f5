-- One row per sum of money stated in the narrative, and per percentage that belongs to one.
select *
from {{ ref('stg_readings__claims') }}
where {{ changed_only() }}

-- One row per number stated in the narrative that is no money.
select *
from {{ ref('stg_readings__facts') }}
where {{ changed_only() }}

-- One row per sum of the year before that follows from the narrative.
select *
from {{ ref('stg_readings__derived_amounts') }}
where {{ changed_only() }}

-- One row per amount of a performance form's money grid.
select *
from {{ ref('stg_readings__performance_funds') }}
where {{ changed_only() }}

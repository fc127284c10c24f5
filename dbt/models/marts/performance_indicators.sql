-- One row per indicator of a performance form.
select *
from {{ ref('stg_readings__performance_indicators') }}
where {{ changed_only() }}

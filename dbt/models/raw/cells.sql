-- One row per cell of a table, blank cells included; a merged cell is one row at its upper left.
select *
from {{ ref('stg_readings__cells') }}
where {{ changed_only() }}

-- One row per table found, stitched across pages, claimed by a form or not.
select *
from {{ ref('stg_readings__tables') }}
where {{ changed_only() }}

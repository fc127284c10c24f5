-- One row per project of a performance form, or body on a form about a body as a whole.
select *
from {{ ref('stg_readings__performance_projects') }}
where {{ changed_only() }}

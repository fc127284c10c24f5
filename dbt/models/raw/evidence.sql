-- One row per piece of evidence on who, when and what a document is.
select *
from {{ ref('stg_readings__evidence') }}
where {{ changed_only() }}

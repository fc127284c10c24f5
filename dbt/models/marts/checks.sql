-- One row per accounting identity that ought to hold in a document.
select *
from {{ ref('stg_readings__checks') }}
where {{ changed_only() }}

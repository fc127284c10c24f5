-- One row per cell (or document) that a person should look at.
select *
from {{ ref('stg_readings__review_items') }}
where {{ changed_only() }}

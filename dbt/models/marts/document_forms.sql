-- One row per document and form expected or found.
select *
from {{ ref('stg_readings__document_forms') }}
where {{ changed_only() }}

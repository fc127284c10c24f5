-- One row per region and year whose population a source states.
select *
from {{ ref('stg_reference__population') }}

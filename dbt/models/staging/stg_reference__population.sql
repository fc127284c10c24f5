-- One row per region and year whose population a source states.
select {{ staged_columns('reference', 'population') }}
from {{ source('reference', 'population') }}

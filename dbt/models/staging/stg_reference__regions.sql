-- One row per division code, name and period of validity.
select {{ staged_columns('reference', 'regions') }}
from {{ source('reference', 'regions') }}

-- One row per classification, code, name and period of validity.
select {{ staged_columns('reference', 'classifications') }}
from {{ source('reference', 'classifications') }}

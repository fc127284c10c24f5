-- One row per distinct file of the archive.
select {{ staged_columns('archive', 'index') }}
from {{ source('archive', 'index') }}

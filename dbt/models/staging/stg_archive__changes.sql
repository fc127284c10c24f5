-- One row per change of a portal's listing.
select {{ staged_columns('archive', 'changes') }}
from {{ source('archive', 'changes') }}

-- One row per printed row and rule of the seed row_rules: a column against the columns that make it up.
select *
from {{ ref('int_row_identities') }}
order by document_id

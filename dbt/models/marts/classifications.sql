-- One row per classification, code, name and period of validity.
select *
from {{ ref('stg_reference__classifications') }}

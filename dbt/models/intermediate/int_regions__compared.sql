-- One row per region whose sums are written again: a body that is compared again stands, or stood, in it.
select distinct region_code
from {{ ref('int_documents__located') }}

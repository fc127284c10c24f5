-- One row per region whose sums are written again: a body that is compared again stands, or stood, in it.
select distinct located.region_code
from {{ ref('int_documents__located') }} as located
semi join {{ ref('int_departments__compared') }} as compared on located.department_id = compared.department_id

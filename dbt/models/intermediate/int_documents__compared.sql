-- One row per document, present or published, of a body that is compared again.
select distinct located.document_id
from {{ ref('int_documents__located') }} as located
semi join {{ ref('int_departments__compared') }} as compared on located.department_id = compared.department_id

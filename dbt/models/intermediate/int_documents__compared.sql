-- One row per document, present or published, of a body that is compared again.
select distinct document_id
from {{ ref('int_documents__located') }}

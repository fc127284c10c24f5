-- One row per document and body that its rows name: who has units is found here, not among all amounts.
select distinct
    document_id,
    region_code,
    row_body
from {{ ref('amounts') }}
where row_body is not null and {{ changed_only() }}
order by document_id, row_body

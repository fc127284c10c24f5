-- One row per form: its identities by outcome.
with

obligations as (
    select * from {{ ref('obligations') }}
)

select
    form,
    count(distinct document_id) as document_count,
    {{ outcome_counts() }}
from obligations
group by form

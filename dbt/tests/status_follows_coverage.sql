-- Documents whose status contradicts the contract or their own coverage. One bad document does not stop a run.
{{ config(severity='warn') }}
select
    document_id,
    contradiction
from {{ ref('coverage') }}
where contradiction is not null

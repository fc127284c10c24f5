-- One row per document: forms expected and accounted for, hard identities of statutory forms judged and closed.
-- What comparisons carry beside their figures.
{{ config(materialized='view') }}
select
    document_id,
    forms_expected,
    forms_accounted,
    passed + rounded + mismatched as checks_judged,
    passed + rounded as checks_closed
from {{ ref('closure_by_document') }}

-- One row per document: forms expected and accounted for, hard identities of statutory forms judged and closed.
-- What comparisons carry beside their figures.
with

documents as (
    select document_id from {{ ref('int_documents__identified') }}
),

forms as (
    select
        document_id,
        count(*) as forms_expected,
        count(*) filter (state in ('found', 'declared_empty', 'blank')) as forms_accounted
    from {{ ref('stg_readings__document_forms') }}
    where expected_by <> 'none'
    group by document_id
),

checks as (
    select
        document_id,
        count(*) filter (status <> 'insufficient') as checks_judged,
        count(*) filter (status in ('pass', 'rounding')) as checks_closed
    from {{ ref('stg_readings__checks') }}
    where {{ check_origin('check_id', 'severity') }} = 'reading'
    group by document_id
)

select
    documents.document_id,
    coalesce(forms.forms_expected, 0) as forms_expected,
    coalesce(forms.forms_accounted, 0) as forms_accounted,
    coalesce(checks.checks_judged, 0) as checks_judged,
    coalesce(checks.checks_closed, 0) as checks_closed
from documents
left join forms on documents.document_id = forms.document_id
left join checks on documents.document_id = checks.document_id

-- One row per document: its coverage, its identities by outcome, its grade. A document without any has a row of zeros.
with

documents as (
    select document_id from {{ ref('documents') }}
    where {{ changed_only() }}
),

obligations as (
    select * from {{ ref('obligations') }}
    where {{ changed_only() }}
),

forms as (
    select
        document_id,
        count(*) as forms_expected,
        count(*) filter (state in ('found', 'declared_empty', 'blank')) as forms_accounted
    from {{ ref('document_forms') }}
    where expected_by <> 'none' and {{ changed_only() }}
    group by document_id
),

counted as (
    select
        documents.document_id,
        {{ outcome_counts() }}
    from documents
    left join obligations on documents.document_id = obligations.document_id
    group by documents.document_id
),

joined as (
    select
        counted.*,
        coalesce(forms.forms_expected, 0) as forms_expected,
        coalesce(forms.forms_accounted, 0) as forms_accounted
    from counted
    left join forms on counted.document_id = forms.document_id
)

select
    joined.*,
    joined.forms_accounted / nullif(joined.forms_expected, 0) as coverage_share,
    {{ quality_grade(
        'joined.forms_expected', 'joined.forms_accounted', 'joined.passed + joined.rounded + joined.mismatched',
        'joined.passed + joined.rounded'
    ) }} as quality_grade
from joined
order by joined.document_id

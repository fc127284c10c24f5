-- One row per form: its coverage over all documents, its identities by outcome, its grade.
with

obligations as (
    select * from {{ ref('obligations') }}
),

forms as (
    select
        form,
        count(*) filter (expected_by <> 'none') as forms_expected,
        count(*) filter (expected_by <> 'none' and state in ('found', 'declared_empty', 'blank')) as forms_accounted
    from {{ ref('document_forms') }}
    group by form
),

-- Few rows are left to be looked at for each outcome.
outcomes as (
    select
        form,
        origin,
        status,
        sum(identities) as identities,
        count(*) filter (is_first) as document_count
    from obligations
    group by form, origin, status
),

summed as (
    select
        cast(sum(document_count) as bigint) as document_count,
        form,
        {{ outcome_counts() }}
    from outcomes
    group by form
),

joined as (
    select
        summed.*,
        coalesce(forms.forms_expected, 0) as forms_expected,
        coalesce(forms.forms_accounted, 0) as forms_accounted
    from summed
    left join forms on summed.form = forms.form
)

select
    joined.*,
    joined.forms_accounted / nullif(joined.forms_expected, 0) as coverage_share,
    {{ quality_grade(
        'joined.forms_expected', 'joined.forms_accounted', 'joined.passed + joined.rounded + joined.mismatched',
        'joined.passed + joined.rounded'
    ) }} as quality_grade
from joined

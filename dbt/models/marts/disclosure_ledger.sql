-- One row per body, fiscal year and kind that was disclosed or ought to have been.
with

slots as (
    select * from {{ ref('int_disclosure_slots') }}
),

documents as (
    select * from {{ ref('documents') }}
    where is_current and department_id in (select department_id from {{ ref('int_departments__due') }})
),

deadlines as (
    select * from {{ ref('disclosure_deadlines') }}
),

forms as (
    select
        document_id,
        bool_or(state = 'found') as has_amounts,
        bool_or(state = 'declared_empty') as says_empty
    from {{ ref('document_forms') }}
    where document_id in (select document_id from documents)
    group by document_id
),

-- Of a slot published in several files, the first; of undated ones, any.
found as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.kind,
        first(documents.document_id order by documents.published_date nulls last, documents.document_id) as document_id,
        min(documents.published_date) as published_date,
        max(documents.withdrawn_date) as withdrawn_date,
        bool_or(coalesce(forms.has_amounts, false)) as has_amounts,
        bool_or(coalesce(forms.says_empty, false)) as says_empty
    from documents
    left join forms on documents.document_id = forms.document_id
    group by documents.department_id, documents.fiscal_year, documents.kind
),

known as (
    select as_of from {{ ref('int_archive_days') }}
),

due as (
    select
        slots.*,
        make_date(slots.fiscal_year + deadlines.years_after, deadlines.month, deadlines.day) as due_date
    from slots
    inner join deadlines on slots.kind = deadlines.kind
)

select
    due.department_id,
    due.fiscal_year,
    due.kind,
    due.region_code,
    due.basis,
    due.due_date,
    case
        when found.document_id is null then case when known.as_of > due.due_date then 'missing' else 'not_due' end
        when found.says_empty and not found.has_amounts then 'empty_with_statement'
        when found.published_date > due.due_date then 'late'
        else 'found'
    end as state,
    found.document_id,
    found.published_date,
    found.withdrawn_date,
    known.as_of
from due
cross join known
left join found
    on
        due.department_id = found.department_id
        and due.fiscal_year = found.fiscal_year
        and due.kind = found.kind
order by due.department_id

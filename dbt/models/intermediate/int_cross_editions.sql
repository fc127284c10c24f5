-- X9, one row per edition that replaces another, and form of either: their sums, and whether any cell differs.
with

documents as (
    select * from {{ ref('documents') }}
),

versions as (
    select * from {{ ref('documents') }}
    where
        supersedes_document_id is not null
        and document_id in (select document_id from {{ ref('int_documents__touched') }})
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

changes as (
    select
        document_id,
        form,
        count(*) as change_count
    from {{ ref('restatements') }}
    group by document_id, form
),

sums as (
    select
        document_id,
        form,
        sum(amount_yuan) as amount_yuan
    from {{ ref('int_amounts__touched') }}
    group by document_id, form
),

-- Unfolded, so that the join is one of equal columns: `in` would compare every pair.
editions as (
    select
        document_id,
        supersedes_document_id,
        unnest([document_id, supersedes_document_id]) as edition_id
    from versions
),

forms as (
    select
        editions.document_id,
        editions.supersedes_document_id,
        sums.form
    from editions
    inner join sums on editions.edition_id = sums.document_id
    group by all
)

select
    'X9' as check_id,
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    forms.form,
    concat_ws(' ', forms.form, left(forms.supersedes_document_id, 12), left(forms.document_id, 12)) as scope,
    forms.supersedes_document_id as expected_document_id,
    forms.document_id as actual_document_id,
    cast(older.amount_yuan as decimal(18, 2)) as expected_yuan,
    cast(newer.amount_yuan as decimal(18, 2)) as actual_yuan,
    steps.step_yuan,
    case when changes.change_count is null then 'pass' else 'mismatch' end as outcome
from forms
inner join documents on forms.document_id = documents.document_id
left join sums as older on forms.supersedes_document_id = older.document_id and forms.form = older.form
left join sums as newer on forms.document_id = newer.document_id and forms.form = newer.form
left join steps on forms.document_id = steps.document_id and forms.form = steps.form
left join changes on forms.document_id = changes.document_id and forms.form = changes.form

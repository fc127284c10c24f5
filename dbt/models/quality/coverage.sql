-- One row per document: what was expected of it, what was found, and where its status contradicts that.
{% set counts = [
    'forms_expected', 'forms_found', 'forms_declared_empty', 'forms_blank', 'forms_missing', 'forms_unreadable',
    'forms_unexpected', 'table_count', 'unclaimed_tables', 'amount_count',
] %}
with

documents as (
    select * from {{ ref('documents') }}
    where {{ changed_only() }}
),

forms as (
    select
        document_id,
        count(*) filter (expected_by <> 'none') as forms_expected,
        count(*) filter (expected_by <> 'none' and state = 'found') as forms_found,
        count(*) filter (expected_by <> 'none' and state = 'declared_empty') as forms_declared_empty,
        count(*) filter (expected_by <> 'none' and state = 'blank') as forms_blank,
        count(*) filter (expected_by <> 'none' and state = 'missing') as forms_missing,
        count(*) filter (expected_by <> 'none' and state = 'unreadable') as forms_unreadable,
        count(*) filter (expected_by = 'none') as forms_unexpected
    from {{ ref('document_forms') }}
    where {{ changed_only() }}
    group by document_id
),

found_tables as (
    select
        document_id,
        count(*) as table_count,
        count(*) filter (form is null) as unclaimed_tables
    from {{ ref('tables') }}
    where {{ changed_only() }}
    group by document_id
),

amounts as (
    select
        document_id,
        count(*) as amount_count
    from {{ ref('int_amounts__touched') }}
    where {{ changed_only() }}
    group by document_id
),

counted as (
    select
        {% for column in counts %}
        coalesce({{ column }}, 0) as {{ column }},
        {% endfor %}
        documents.*
    from documents
    left join forms on documents.document_id = forms.document_id
    left join found_tables on documents.document_id = found_tables.document_id
    left join amounts on documents.document_id = amounts.document_id
)

select
    document_id,
    status as document_status,
    forms_expected,
    forms_found,
    forms_declared_empty,
    forms_blank,
    forms_missing,
    forms_unreadable,
    forms_unexpected,
    (forms_found + forms_declared_empty + forms_blank) / nullif(forms_expected, 0) as coverage_share,
    table_count,
    unclaimed_tables,
    amount_count,
    nullif(
        concat_ws(
            ',',
            case
                when status = 'complete' and (forms_missing > 0 or forms_unreadable > 0)
                    then 'complete_with_forms_missing'
            end,
            case
                when
                    status = 'complete'
                    and (fiscal_year is null or kind is null or department_name is null or region_code is null)
                    then 'complete_with_subject_unknown'
            end,
            case when status = 'complete' and status_reason is not null then 'complete_with_reason' end,
            case when status <> 'complete' and status_reason is null then 'incomplete_without_reason' end,
            case when status = 'quarantined' and amount_count > 0 then 'quarantined_with_amounts' end,
            case
                when status = 'complete' and kind <> 'performance' and forms_found > 0 and amount_count = 0
                    then 'forms_found_without_amounts'
            end
        ),
        ''
    ) as contradiction
from counted
order by document_id

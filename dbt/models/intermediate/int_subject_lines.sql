-- One row per subject, kind, form, line and measure: what its current documents print, where they agree. Of
-- subjects that are compared again alone.
-- Lines are functional codes, 合计, and the closed lines of three-public forms.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

amounts as (
    select
        *,
        case
            when form like '%_three_public' then line_name
            when is_total then '合计'
            else code
        end as line
    from {{ ref('int_amounts__touched') }}
    where
        form in (
            'budget_expenditure', 'budget_general_expenditure', 'budget_three_public',
            'final_expenditure', 'final_general_expenditure', 'final_three_public'
        )
        and block = 1
        and amount_yuan is not null
        and measure <> 'unmapped'
        and {{ of_own_forms() }}
        -- Lines that name a body say nothing of a function or an expense.
        and case
            when form like '%_three_public' then row_body is null
            else is_total or (code_system = 'functional' and code is not null)
        end
),

-- One figure per document and line. A code that prints several rows (one for each economic class on Beijing's forms) is
-- their sum where all of them are leaves; anything else that repeats is ambiguous, and no figure.
printed as (
    select
        document_id,
        form,
        line,
        measure,
        min(line_name) as line_name,
        bool_or(regexp_matches(coalesce(header_path, ''), '执行|决算')) as is_outturn,
        case
            when count(*) = 1 or (bool_and(is_total) and min(amount_yuan) = max(amount_yuan)) then min(amount_yuan)
            when
                bool_and(is_leaf and not is_total)
                and count(*) = count(distinct table_id || ':' || row_index) then sum(amount_yuan)
        end as amount_yuan
    from amounts
    group by document_id, form, line, measure
)

-- Several files of one slot must agree.
select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    printed.form,
    printed.line,
    printed.measure,
    min(printed.line_name) as line_name,
    bool_or(printed.is_outturn) as is_outturn,
    cast(
        case when bool_and(printed.amount_yuan is not null) then {{ agreed('printed.amount_yuan') }} end
        as decimal(18, 2)
    ) as amount_yuan,
    min(printed.document_id) as document_id,
    max(steps.step_yuan) as step_yuan
from printed
inner join documents on printed.document_id = documents.document_id
inner join steps on printed.document_id = steps.document_id and printed.form = steps.form
group by
    documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind,
    printed.form, printed.line, printed.measure

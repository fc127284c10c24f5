-- X1, one row per subject, form and the year after: the opening balance against the closing balance of the year before.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
    where kind = 'final'
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

-- Summaries print balances as lines, the forms of funds and of state capital as columns.
printed as (
    select
        document_id,
        form,
        case
            when measure = 'opening_balance' or regexp_matches(coalesce(line_name, ''), '^(年初|上年)') then 'opening'
            else 'closing'
        end as balance,
        amount_yuan
    from {{ ref('int_amounts__touched') }}
    where
        amount_yuan is not null
        and (
            (
                form in ('final_summary', 'final_fiscal_summary')
                and measure = 'total'
                and regexp_matches(coalesce(line_name, ''), '^(年初|上年|年末).*结转[和与]?结余$')
            )
            or (
                form in ('final_government_fund', 'final_state_capital')
                and is_total
                and measure in ('opening_balance', 'closing_balance')
            )
        )
),

balances as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        printed.form,
        printed.balance,
        {{ agreed('printed.amount_yuan') }} as amount_yuan,
        min(printed.document_id) as document_id,
        max(steps.step_yuan) as step_yuan
    from printed
    inner join documents on printed.document_id = documents.document_id
    inner join steps on printed.document_id = steps.document_id and printed.form = steps.form
    group by
        documents.department_id, documents.fiscal_year, documents.entity_level, printed.form, printed.balance
),

-- Owed wherever final accounts of both years print the form.
forms as (
    select distinct
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        amounts.form
    from {{ ref('int_amounts__touched') }} as amounts
    inner join documents on amounts.document_id = documents.document_id
    where amounts.form in ('final_summary', 'final_fiscal_summary', 'final_government_fund', 'final_state_capital')
)

select
    'X1' as check_id,
    forms.department_id,
    forms.fiscal_year,
    forms.entity_level,
    'final' as kind,
    forms.form,
    forms.form as scope,
    closing.document_id as expected_document_id,
    opening.document_id as actual_document_id,
    closing.amount_yuan as expected_yuan,
    opening.amount_yuan as actual_yuan,
    greatest(closing.step_yuan, opening.step_yuan) as step_yuan,
    cast(null as varchar) as outcome
from forms
inner join forms as before
    on
        forms.department_id = before.department_id
        and forms.fiscal_year = before.fiscal_year + 1
        and forms.entity_level = before.entity_level
        and forms.form = before.form
left join balances as opening
    on
        forms.department_id = opening.department_id
        and forms.fiscal_year = opening.fiscal_year
        and forms.entity_level = opening.entity_level
        and forms.form = opening.form
        and opening.balance = 'opening'
left join balances as closing
    on
        forms.department_id = closing.department_id
        and forms.fiscal_year = closing.fiscal_year + 1
        and forms.entity_level = closing.entity_level
        and forms.form = closing.form
        and closing.balance = 'closing'

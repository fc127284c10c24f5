-- One row per subject, statement, line (functional code, 合计 or an expense of the three-public forms) and measure that
-- its budget or final accounts print, where both publish the statement.
with

lines as (
    select * from {{ ref('int_subject_lines') }}
    where {{ changed_only('department') }}
),

subjects as (
    select * from {{ ref('int_subjects') }}
),

-- What the budget calls budget and the final accounts call final is one measure of three-public forms.
staged as (
    select
        department_id,
        fiscal_year,
        entity_level,
        case
            when form like '%_general_expenditure' then 'general_expenditure'
            when form like '%_three_public' then 'three_public'
            else 'expenditure'
        end as statement,
        kind,
        line,
        line_name,
        case when form like '%_three_public' then 'total' else measure end as measure,
        case
            when form = 'final_three_public' and measure = 'budget' then 'stated'
            when form = 'final_three_public' and measure = 'final' then 'final'
            when form = 'budget_three_public' and measure = 'budget' then 'budget'
            when form not like '%_three_public' and measure in ('total', 'basic', 'project') then kind
        end as side,
        amount_yuan
    from lines
),

compared as (
    select
        department_id,
        fiscal_year,
        entity_level,
        statement,
        line,
        measure,
        coalesce(min(line_name) filter (kind = 'final'), min(line_name)) as line_name,
        cast(min(amount_yuan) filter (side = 'budget') as decimal(18, 2)) as budget_yuan,
        cast(min(amount_yuan) filter (side = 'stated') as decimal(18, 2)) as stated_budget_yuan,
        cast(min(amount_yuan) filter (side = 'final') as decimal(18, 2)) as final_yuan
    from staged
    where side is not null
    group by department_id, fiscal_year, entity_level, statement, line, measure
),

-- Both sides must have printed their form: a missing file is no execution of 0.
published as (
    select
        department_id,
        fiscal_year,
        entity_level,
        statement
    from staged
    where side in ('budget', 'final')
    group by department_id, fiscal_year, entity_level, statement
    having min(side) <> max(side)
)

select
    compared.department_id,
    compared.fiscal_year,
    compared.entity_level,
    compared.statement,
    compared.line,
    compared.line_name,
    compared.measure,
    compared.budget_yuan,
    compared.stated_budget_yuan,
    compared.final_yuan,
    cast(compared.final_yuan - compared.budget_yuan as decimal(18, 2)) as difference_yuan,
    cast(compared.final_yuan as double) / nullif(cast(compared.budget_yuan as double), 0) as execution_rate,
    subjects.document_count,
    subjects.checks_judged,
    subjects.checks_closed,
    subjects.checks_closed / nullif(subjects.checks_judged, 0) as check_share
from compared
semi join published
    on
        compared.department_id = published.department_id
        and compared.fiscal_year = published.fiscal_year
        and compared.entity_level = published.entity_level
        and compared.statement = published.statement
inner join subjects
    on
        compared.department_id = subjects.department_id
        and compared.fiscal_year = subjects.fiscal_year
        and compared.entity_level = subjects.entity_level
order by department_id

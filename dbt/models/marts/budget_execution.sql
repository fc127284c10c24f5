-- One row per subject, line (functional code or 合计) and measure that its budget or final accounts print, where it
-- published both.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

amounts as (
    select * from {{ ref('stg_readings__amounts') }}
    where
        form in ('budget_expenditure', 'final_expenditure')
        and measure in ('total', 'basic', 'project')
        and block = 1
        and amount_yuan is not null
        -- Lines that name a body say nothing of a function, and are no part of a comparison by line.
        and (is_total or (code_system = 'functional' and code is not null))
),

subjects as (
    select
        department_id,
        fiscal_year,
        entity_level,
        count(distinct document_id) as document_count,
        sum(checks_judged) as checks_judged,
        sum(checks_closed) as checks_closed
    from documents
    group by department_id, fiscal_year, entity_level
),

-- One figure per document and line. A code that prints several rows (one for each economic class on Beijing's forms) is
-- their sum where all of them are leaves; anything else that repeats is ambiguous, and no figure.
printed as (
    select
        document_id,
        case when is_total then '合计' else code end as line,
        measure,
        min(line_name) as line_name,
        case
            when count(*) = 1 or (bool_and(is_total) and count(distinct amount_yuan) = 1) then min(amount_yuan)
            when
                bool_and(is_leaf and not is_total)
                and count(*) = count(distinct table_id || ':' || row_index) then sum(amount_yuan)
        end as amount_yuan
    from amounts
    group by all
),

-- Several files of one slot must agree.
lines as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        documents.kind,
        printed.line,
        printed.measure,
        min(printed.line_name) as line_name,
        case
            when count(distinct printed.amount_yuan) = 1 and bool_and(printed.amount_yuan is not null)
                then min(printed.amount_yuan)
        end as amount_yuan
    from printed
    inner join documents on printed.document_id = documents.document_id
    group by all
),

compared as (
    select
        department_id,
        fiscal_year,
        entity_level,
        line,
        measure,
        coalesce(min(line_name) filter (kind = 'final'), min(line_name)) as line_name,
        cast(min(amount_yuan) filter (kind = 'budget') as decimal(18, 2)) as budget_yuan,
        cast(min(amount_yuan) filter (kind = 'final') as decimal(18, 2)) as final_yuan
    from lines
    group by department_id, fiscal_year, entity_level, line, measure
),

-- Both sides must have printed their form: a missing file is no execution of 0.
published as (
    select
        department_id,
        fiscal_year,
        entity_level
    from lines
    group by department_id, fiscal_year, entity_level
    having count(distinct kind) = 2
)

select
    compared.department_id,
    compared.fiscal_year,
    compared.entity_level,
    compared.line,
    compared.line_name,
    compared.measure,
    compared.budget_yuan,
    compared.final_yuan,
    cast(compared.final_yuan - compared.budget_yuan as decimal(18, 2)) as difference_yuan,
    cast(compared.final_yuan as double) / nullif(cast(compared.budget_yuan as double), 0) as execution_rate,
    subjects.document_count,
    cast(subjects.checks_judged as bigint) as checks_judged,
    cast(subjects.checks_closed as bigint) as checks_closed,
    subjects.checks_closed / nullif(subjects.checks_judged, 0) as check_share
from compared
semi join published
    on
        compared.department_id = published.department_id
        and compared.fiscal_year = published.fiscal_year
        and compared.entity_level = published.entity_level
inner join subjects
    on
        compared.department_id = subjects.department_id
        and compared.fiscal_year = subjects.fiscal_year
        and compared.entity_level = subjects.entity_level

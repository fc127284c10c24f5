-- One row per project of a performance form of a subject whose body and year are known, with the project line of the
-- same budget of that subject where its name is unambiguous.
with

documents as (
    select * from {{ ref('documents') }}
    where
        department_id is not null
        and fiscal_year is not null
        and entity_level is not null
        and {{ changed_only('subject_document') }}
),

projects as (
    select
        performance.*,
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        {{ plain_project('performance.project_name') }} as plain_name
    from {{ ref('performance_projects') }} as performance
    inner join documents on performance.document_id = documents.document_id
),

-- A name that a document evaluates twice is several projects (as one of two units each) and joins nothing.
named as (
    select
        document_id,
        plain_name,
        count(*) as project_count
    from projects
    group by document_id, plain_name
),

budget_lines as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        amounts.document_id,
        {{ plain_project('amounts.line_name') }} as plain_name,
        amounts.amount_yuan
    from {{ ref('int_amounts__touched') }} as amounts
    inner join documents on amounts.document_id = documents.document_id
    where
        amounts.form = 'budget_project'
        and amounts.measure = 'total'
        and amounts.amount_yuan is not null
        and not amounts.is_total
        and documents.is_current
),

lines as (
    select
        department_id,
        fiscal_year,
        entity_level,
        plain_name,
        count(*) as line_count,
        min(document_id) as document_id,
        min(amount_yuan) as amount_yuan
    from budget_lines
    group by department_id, fiscal_year, entity_level, plain_name
),

joined as (
    select
        projects.*,
        lines.document_id as line_document_id,
        lines.amount_yuan as line_yuan,
        case
            when lines.plain_name is null then 'unlinked'
            when lines.line_count = 1 and named.project_count = 1 then 'linked'
            else 'ambiguous'
        end as link
    from projects
    inner join named on projects.document_id = named.document_id and projects.plain_name = named.plain_name
    left join lines
        on
            projects.department_id = lines.department_id
            and projects.fiscal_year = lines.fiscal_year
            and projects.entity_level = lines.entity_level
            and projects.plain_name = lines.plain_name
            and projects.form like 'performance_project_%'
)

select
    document_id,
    project_number,
    department_id,
    fiscal_year,
    entity_level,
    form,
    project_name,
    approved_yuan,
    adjusted_yuan,
    executed_yuan,
    execution_rate,
    score,
    link,
    case when link = 'linked' then line_document_id end as budget_document_id,
    case when link = 'linked' then line_yuan end as budget_yuan,
    case when link = 'linked' then cast(approved_yuan - line_yuan as decimal(18, 2)) end as difference_yuan
from joined
order by document_id

-- One row per subject, kind and functional code at every level: the figure printed for the code, else the sum of the
-- leaf rows at or below. Never both: a leaf counts once at each level.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
    where {{ changed_only('department') }}
),

leaves as (
    select
        document_id,
        code,
        measure,
        amount_yuan
    from {{ ref('int_amounts__touched') }}
    where
        form in ('budget_expenditure', 'final_expenditure')
        and measure in ('total', 'basic', 'project')
        and block = 1
        and is_leaf
        and not is_total
        and code_system = 'functional'
        and length(code) in (3, 5, 7)
        and amount_yuan is not null
),

levels as (
    select unnest([3, 5, 7]) as digits
),

summed as (
    select
        leaves.document_id,
        left(leaves.code, levels.digits) as code,
        sum(leaves.amount_yuan) filter (leaves.measure = 'total') as total_yuan,
        sum(leaves.amount_yuan) filter (leaves.measure = 'basic') as basic_yuan,
        sum(leaves.amount_yuan) filter (leaves.measure = 'project') as project_yuan
    from leaves
    inner join levels on length(leaves.code) >= levels.digits
    group by leaves.document_id, left(leaves.code, levels.digits)
),

-- Several files of one slot must agree.
agreed as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        documents.kind,
        summed.code,
        {{ agreed('summed.total_yuan') }} as total_yuan,
        {{ agreed('summed.basic_yuan') }} as basic_yuan,
        {{ agreed('summed.project_yuan') }} as project_yuan
    from summed
    inner join documents on summed.document_id = documents.document_id
    group by
        documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind, summed.code
),

printed as (
    select
        department_id,
        fiscal_year,
        entity_level,
        kind,
        line as code,
        min(amount_yuan) filter (measure = 'total') as total_yuan,
        min(amount_yuan) filter (measure = 'basic') as basic_yuan,
        min(amount_yuan) filter (measure = 'project') as project_yuan
    from {{ ref('int_subject_lines') }}
    where form in ('budget_expenditure', 'final_expenditure') and length(line) in (3, 5, 7)
    group by department_id, fiscal_year, entity_level, kind, line
)

select
    agreed.department_id,
    agreed.fiscal_year,
    agreed.entity_level,
    agreed.kind,
    agreed.code,
    cast(coalesce(printed.total_yuan, agreed.total_yuan) as decimal(18, 2)) as total_yuan,
    cast(coalesce(printed.basic_yuan, agreed.basic_yuan) as decimal(18, 2)) as basic_yuan,
    cast(coalesce(printed.project_yuan, agreed.project_yuan) as decimal(18, 2)) as project_yuan
from agreed
left join printed
    on
        agreed.department_id = printed.department_id
        and agreed.fiscal_year = printed.fiscal_year
        and agreed.entity_level = printed.entity_level
        and agreed.kind = printed.kind
        and agreed.code = printed.code
order by department_id

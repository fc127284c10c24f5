-- One row per subject, kind and functional code at every level: the sum of the leaf rows at or below the code, so that
-- each level adds up to what the leaves add up to.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

leaves as (
    select
        document_id,
        code,
        measure,
        amount_yuan
    from {{ ref('amounts') }}
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
)

-- Several files of one slot must agree.
select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    summed.code,
    cast(
        case when count(distinct summed.total_yuan) = 1 then min(summed.total_yuan) end as decimal(18, 2)
    ) as total_yuan,
    cast(
        case when count(distinct summed.basic_yuan) = 1 then min(summed.basic_yuan) end as decimal(18, 2)
    ) as basic_yuan,
    cast(
        case when count(distinct summed.project_yuan) = 1 then min(summed.project_yuan) end as decimal(18, 2)
    ) as project_yuan
from summed
inner join documents on summed.document_id = documents.document_id
group by
    documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind, summed.code

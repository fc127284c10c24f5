-- One row per slot whose documents evaluate projects: what their projects had and spent.
-- A sum is given where every project evaluated prints the amount; forms about a body as a whole hold the
-- same money again.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

projects as (
    select * from {{ ref('performance_projects') }}
    where form = 'performance_project_evaluation'
)

select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    cast(
        case when count(*) = count(projects.adjusted_yuan) then sum(projects.adjusted_yuan) end as decimal(18, 2)
    ) as performance_adjusted_yuan,
    cast(
        case when count(*) = count(projects.executed_yuan) then sum(projects.executed_yuan) end as decimal(18, 2)
    ) as performance_executed_yuan
from projects
inner join documents on projects.document_id = documents.document_id
group by documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind

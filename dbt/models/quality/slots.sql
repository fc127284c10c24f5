-- One row per slot (subject and kind): the documents behind it, their identities, and what the projects that they
-- evaluate had and spent.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
    where {{ changed_only('department') }}
),

regions as (
    select * from {{ ref('int_region_years') }}
),

evaluated as (
    select * from {{ ref('int_slot_performance') }}
),

counted as (
    select
        documents.department_id,
        documents.fiscal_year,
        documents.entity_level,
        documents.kind,
        min(documents.region_code) as region_code,
        min(coalesce(regions.latest_code, documents.region_code)) as latest_region_code,
        count(*) as document_count,
        cast(sum(documents.forms_expected) as bigint) as forms_expected,
        cast(sum(documents.forms_accounted) as bigint) as forms_accounted,
        cast(sum(documents.checks_judged) as bigint) as checks_judged,
        cast(sum(documents.checks_closed) as bigint) as checks_closed
    from documents
    left join regions
        on documents.region_code = regions.region_code and documents.fiscal_year = regions.fiscal_year
    group by documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind
)

select
    counted.*,
    evaluated.performance_adjusted_yuan,
    evaluated.performance_executed_yuan
from counted
left join evaluated
    on
        counted.department_id = evaluated.department_id
        and counted.fiscal_year = evaluated.fiscal_year
        and counted.entity_level = evaluated.entity_level
        and counted.kind = evaluated.kind
order by counted.department_id

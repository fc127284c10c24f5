-- One row per region, fiscal year, kind, entity level and functional code: what the bodies of the region print.
-- Levels of entity are never added: a department's figure holds those of its head office and units.
with

functions as (
    select * from {{ ref('subject_functions') }}
),

located as (
    select
        * exclude (region_code, latest_region_code),
        latest_region_code as region_code
    from {{ ref('slots') }}
),

slots as (
    select * from located
    where {{ changed_only('region') }}
),

classes as (
    select * from {{ ref('int_functional_names') }}
)

select
    slots.region_code,
    functions.fiscal_year,
    functions.kind,
    functions.entity_level,
    functions.code,
    min(classes.name) as code_name,
    case length(functions.code) when 3 then '类' when 5 then '款' else '项' end as level,
    min(classes.cofog) as cofog,
    min(classes.mapping_quality) as mapping_quality,
    cast(sum(functions.total_yuan) as decimal(18, 2)) as total_yuan,
    cast(sum(functions.basic_yuan) as decimal(18, 2)) as basic_yuan,
    cast(sum(functions.project_yuan) as decimal(18, 2)) as project_yuan,
    count(*) as department_count,
    cast(sum(slots.document_count) as bigint) as document_count,
    cast(sum(slots.checks_judged) as bigint) as checks_judged,
    cast(sum(slots.checks_closed) as bigint) as checks_closed,
    sum(slots.checks_closed) / nullif(sum(slots.checks_judged), 0) as check_share
from functions
inner join slots
    on
        functions.department_id = slots.department_id
        and functions.fiscal_year = slots.fiscal_year
        and functions.entity_level = slots.entity_level
        and functions.kind = slots.kind
left join classes on functions.code = classes.code and functions.fiscal_year = classes.fiscal_year
group by slots.region_code, functions.fiscal_year, functions.kind, functions.entity_level, functions.code
order by region_code

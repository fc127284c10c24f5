-- One row per subject (body, fiscal year and entity level): the documents of all kinds behind it and their identities.
-- Of bodies that are compared again alone.
with

slots as (
    select * from {{ ref('slots') }}
    where department_id in (select department_id from {{ ref('int_departments__compared') }})
)

select
    department_id,
    fiscal_year,
    entity_level,
    min(region_code) as region_code,
    min(latest_region_code) as latest_region_code,
    cast(sum(document_count) as bigint) as document_count,
    cast(sum(forms_expected) as bigint) as forms_expected,
    cast(sum(forms_accounted) as bigint) as forms_accounted,
    cast(sum(checks_judged) as bigint) as checks_judged,
    cast(sum(checks_closed) as bigint) as checks_closed
from slots
group by department_id, fiscal_year, entity_level

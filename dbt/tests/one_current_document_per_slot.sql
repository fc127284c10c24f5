-- Slots (body, year, level, kind) with two current documents of the same part: comparisons would count both.
select
    department_id,
    fiscal_year,
    entity_level,
    kind,
    part,
    count(*) as documents
from {{ ref('documents') }}
where
    is_current
    and department_id is not null
    and fiscal_year is not null
    and entity_level is not null
    and part is not null
    and kind <> 'other'
group by department_id, fiscal_year, entity_level, kind, part
having count(*) > 1

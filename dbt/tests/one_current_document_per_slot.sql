-- Slots (body, year, level, kind) with two current documents of the same part: comparisons would count both.
-- Annexes are the same part only under the same title.
select
    department_id,
    fiscal_year,
    entity_level,
    kind,
    part,
    case when part = 'annex' then coalesce(regexp_replace(title, '\s', '', 'g'), document_id) end as annex,
    count(*) as documents
from {{ ref('documents') }}
where
    is_current
    and department_id is not null
    and fiscal_year is not null
    and entity_level is not null
    and part is not null
    and kind <> 'other'
group by department_id, fiscal_year, entity_level, kind, part, annex
having count(*) > 1

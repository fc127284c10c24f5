-- Functional codes of function_years whose sub-codes add up to more than the code itself: a leaf counted twice, or a
-- contradiction that a publisher printed. (Less is no sign: a row without a finer code stands at its own level alone.)
{{ config(severity='warn') }}
select
    parent.region_code,
    parent.fiscal_year,
    parent.kind,
    parent.entity_level,
    parent.code,
    parent.total_yuan,
    sum(child.total_yuan) as children_yuan
from {{ ref('function_years') }} as parent
inner join {{ ref('function_years') }} as child
    on
        parent.region_code = child.region_code
        and parent.fiscal_year = child.fiscal_year
        and parent.kind = child.kind
        and parent.entity_level = child.entity_level
        and left(child.code, length(child.code) - 2) = parent.code
group by
    parent.region_code, parent.fiscal_year, parent.kind, parent.entity_level, parent.code, parent.total_yuan,
    parent.department_count
having
    -- Each printed figure may be rounded to 100 yuan.
    sum(child.total_yuan) > parent.total_yuan + 50 * (count(*) + 1) * parent.department_count
    -- A negative row beside its siblings would hide or fake a surplus.
    and bool_and(child.total_yuan >= 0)

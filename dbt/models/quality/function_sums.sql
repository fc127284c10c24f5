-- One row per functional code of function_years that has finer ones: their sum against its own figure. More is a leaf
-- counted twice, or a contradiction that a publisher printed. Less is no sign: a row without a finer code stands at its
-- own level alone.
with

functions as (
    select * from {{ ref('function_years') }}
    where {{ changed_only('region') }}
)

select
    parent.region_code,
    parent.fiscal_year,
    parent.kind,
    parent.entity_level,
    parent.code,
    parent.total_yuan,
    cast(sum(child.total_yuan) as decimal(18, 2)) as finer_yuan,
    -- Each printed figure may be rounded to 100 yuan. A negative row beside its siblings would hide or fake a surplus.
    coalesce(
        sum(child.total_yuan) > parent.total_yuan + 50 * (count(*) + 1) * parent.department_count
        and bool_and(child.total_yuan >= 0),
        false
    ) as is_exceeded
from functions as parent
inner join functions as child
    on
        parent.region_code = child.region_code
        and parent.fiscal_year = child.fiscal_year
        and parent.kind = child.kind
        and parent.entity_level = child.entity_level
        and left(child.code, length(child.code) - 2) = parent.code
group by
    parent.region_code, parent.fiscal_year, parent.kind, parent.entity_level, parent.code, parent.total_yuan,
    parent.department_count
order by parent.region_code

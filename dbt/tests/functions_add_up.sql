-- Functional codes of function_years whose sub-codes add up to more than the code itself: a leaf counted twice.
-- (They may add up to less: a row without a finer code stands at its own level alone.)
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
        and length(child.code) = length(parent.code) + 2
        and left(child.code, length(parent.code)) = parent.code
group by all
having
    sum(child.total_yuan) > parent.total_yuan
    -- A negative row beside its siblings would hide or fake a surplus.
    and bool_and(child.total_yuan >= 0)

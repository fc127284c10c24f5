-- One row per body, fiscal year and kind that was disclosed or ought to have been, with the reason why it ought to. Of
-- bodies whose rows of the ledger are written again alone.
with

disclosed as (
    select distinct
        department_id,
        region_code,
        fiscal_year,
        kind
    from {{ ref('documents') }}
    where
        is_current
        and department_id is not null
        and fiscal_year is not null
        and kind in ('budget', 'final')
        and department_id in (select department_id from {{ ref('int_departments__due') }})
),

-- A body that has a budget in a year has final accounts of it, and the reverse.
counterparts as (
    select
        department_id,
        region_code,
        fiscal_year,
        case kind when 'budget' then 'final' else 'budget' end as kind,
        case kind when 'budget' then 'has_budget' else 'has_final' end as basis
    from disclosed
),

-- A body that disclosed before and after a year existed in it.
spans as (
    select
        department_id,
        min(region_code) as region_code,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from disclosed
    group by department_id
),

between_years as (
    select
        spans.department_id,
        spans.region_code,
        cast(years.fiscal_year as integer) as fiscal_year,
        kinds.kind,
        'between_years' as basis
    from spans
    cross join lateral unnest(generate_series(spans.first_year, spans.last_year)) as years (fiscal_year)
    cross join (values ('budget'), ('final')) as kinds (kind)
),

reasons as (
    select
        department_id,
        region_code,
        fiscal_year,
        kind,
        'disclosed' as basis
    from disclosed
    union all
    select * from counterparts
    union all
    select * from between_years
)

select
    department_id,
    min(region_code) as region_code,
    fiscal_year,
    kind,
    -- The strongest reason: that it is there, then its counterpart, then its neighbours.
    case
        when bool_or(basis = 'disclosed') then 'disclosed'
        when bool_or(basis <> 'between_years') then min(basis) filter (basis <> 'between_years')
        else 'between_years'
    end as basis
from reasons
group by department_id, fiscal_year, kind

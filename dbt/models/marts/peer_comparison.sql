-- One row per body with a peer group, fiscal year, entity level and kind: its figures beside those of its peers.
with

slots as (
    select * from {{ ref('slots') }}
),

years as (
    select * from {{ ref('department_years') }}
    where
        peer_group is not null
        {%- if is_incremental() %}
        and peer_group not in (select peer_group from {{ this }})
        {%- endif %}
),

-- The name that the code had in the year, and the people who lived there by a named source.
regions as (
    select * from {{ ref('stg_reference__regions') }}
),

population as (
    select * from {{ ref('stg_reference__population') }}
),

figures as (
    select
        years.peer_group,
        slots.fiscal_year,
        slots.kind,
        slots.entity_level,
        slots.department_id,
        years.department_name,
        slots.region_code,
        slots.latest_region_code,
        regions.name as region_name,
        {% for column in ['income', 'expenditure', 'basic', 'project', 'three_public'] %}
        case slots.kind
            when 'budget' then years.budget_{{ column }}_yuan
            when 'final' then years.final_{{ column }}_yuan
        end as {{ column }}_yuan,
        {% endfor %}
        slots.performance_adjusted_yuan,
        slots.performance_executed_yuan,
        years.staff,
        population.population,
        population.source as population_source,
        slots.document_count,
        slots.checks_judged,
        slots.checks_closed
    from slots
    inner join years
        on
            slots.department_id = years.department_id
            and slots.fiscal_year = years.fiscal_year
            and slots.entity_level = years.entity_level
    left join regions
        on
            slots.region_code = regions.region_code
            and slots.fiscal_year >= regions.valid_from
            and slots.fiscal_year < coalesce(regions.valid_to, 9999)
    left join population
        on slots.region_code = population.region_code and slots.fiscal_year = population.year
)

select
    peer_group,
    fiscal_year,
    kind,
    entity_level,
    department_id,
    department_name,
    region_code,
    latest_region_code,
    region_name,
    income_yuan,
    expenditure_yuan,
    basic_yuan,
    project_yuan,
    three_public_yuan,
    performance_adjusted_yuan,
    performance_executed_yuan,
    staff,
    cast(expenditure_yuan / nullif(staff, 0) as decimal(18, 2)) as expenditure_per_employee_yuan,
    population,
    population_source,
    cast(expenditure_yuan / nullif(population, 0) as decimal(18, 2)) as expenditure_per_capita_yuan,
    count(expenditure_yuan) over peers as peer_count,
    cast(median(expenditure_yuan) over peers as decimal(18, 2)) as peer_median_yuan,
    document_count,
    checks_judged,
    checks_closed,
    checks_closed / nullif(checks_judged, 0) as check_share
from figures
window peers as (partition by peer_group, fiscal_year, kind, entity_level)
order by peer_group

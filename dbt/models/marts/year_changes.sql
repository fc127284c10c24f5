-- One row per subject, kind, functional code (or 合计) and year that follows a published one: the figure beside that of
-- the year before, with what breaks the comparison.
with

functions as (
    select
        department_id,
        fiscal_year,
        entity_level,
        kind,
        code as line,
        total_yuan as amount_yuan
    from {{ ref('subject_functions') }}
),

totals as (
    select
        department_id,
        fiscal_year,
        entity_level,
        kind,
        '合计' as line,
        amount_yuan
    from {{ ref('int_subject_totals') }}
    where form in ('budget_expenditure', 'final_expenditure') and measure = 'total'
),

lines as (
    select * from functions
    where {{ changed_only('department') }}
    union all
    select * from totals
    where {{ changed_only('department') }}
),

-- Years of a slot that print lines at all: what such a year does not print was 0 or stood elsewhere.
years as (
    select distinct
        department_id,
        fiscal_year,
        entity_level,
        kind
    from lines
),

pairs as (
    select years.*
    from years
    inner join years as before
        on
            years.department_id = before.department_id
            and years.entity_level = before.entity_level
            and years.kind = before.kind
            and years.fiscal_year = before.fiscal_year + 1
),

owed as (
    select
        pairs.*,
        lines.line
    from pairs
    inner join lines
        on
            pairs.department_id = lines.department_id
            and pairs.entity_level = lines.entity_level
            and pairs.kind = lines.kind
            and lines.fiscal_year in (pairs.fiscal_year, pairs.fiscal_year - 1)
    group by all
),

slots as (
    select * from {{ ref('slots') }}
),

names as (
    select * from {{ ref('int_functional_names') }}
),

ended as (
    select distinct
        code,
        valid_to_year
    from {{ ref('stg_reference__classifications') }}
    where code_system = 'functional' and successor is not null and successor <> code
),

reorganised as (
    select distinct
        year,
        unnest([from_department_id, to_department_id]) as department_id
    from {{ ref('department_events') }}
    where kind <> 'rename'
)

select
    owed.department_id,
    owed.fiscal_year,
    owed.entity_level,
    owed.kind,
    owed.line,
    names.name as line_name,
    before.amount_yuan as prior_year_yuan,
    current_lines.amount_yuan,
    cast(current_lines.amount_yuan - before.amount_yuan as decimal(18, 2)) as change_yuan,
    cast(current_lines.amount_yuan - before.amount_yuan as double)
    / nullif(cast(before.amount_yuan as double), 0) as change_rate,
    nullif(
        concat_ws(
            ',',
            case when ended.code is not null then 'classification_moved' end,
            case when names.is_renamed then 'classification_renamed' end,
            case when slots.region_code <> slots_before.region_code then 'region_changed' end,
            case when reorganised.department_id is not null then 'body_reorganised' end
        ),
        ''
    ) as break_reason,
    cast(slots.document_count + slots_before.document_count as bigint) as document_count,
    cast(slots.checks_judged + slots_before.checks_judged as bigint) as checks_judged,
    cast(slots.checks_closed + slots_before.checks_closed as bigint) as checks_closed,
    (slots.checks_closed + slots_before.checks_closed)
    / nullif(slots.checks_judged + slots_before.checks_judged, 0) as check_share
from owed
left join lines as current_lines
    on
        owed.department_id = current_lines.department_id
        and owed.fiscal_year = current_lines.fiscal_year
        and owed.entity_level = current_lines.entity_level
        and owed.kind = current_lines.kind
        and owed.line = current_lines.line
left join lines as before
    on
        owed.department_id = before.department_id
        and owed.fiscal_year = before.fiscal_year + 1
        and owed.entity_level = before.entity_level
        and owed.kind = before.kind
        and owed.line = before.line
inner join slots
    on
        owed.department_id = slots.department_id
        and owed.fiscal_year = slots.fiscal_year
        and owed.entity_level = slots.entity_level
        and owed.kind = slots.kind
inner join slots as slots_before
    on
        owed.department_id = slots_before.department_id
        and owed.fiscal_year = slots_before.fiscal_year + 1
        and owed.entity_level = slots_before.entity_level
        and owed.kind = slots_before.kind
left join names on owed.line = names.code and owed.fiscal_year = names.fiscal_year
left join ended on owed.line = ended.code and owed.fiscal_year = ended.valid_to_year
left join reorganised on owed.department_id = reorganised.department_id and owed.fiscal_year = reorganised.year
order by department_id

-- One row per accounting identity that ought to hold between documents (the seed cross_identities): across years,
-- between budget and final accounts, between a department and its units, between editions.
with

identities as (
    select * from {{ ref('cross_identities') }}
),

obligations as (
    {% for model in ['int_cross_balances', 'int_cross_lines', 'int_cross_units', 'int_cross_editions'] %}
    select * from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

judged as (
    select
        obligations.* exclude (step_yuan, outcome),
        identities.severity,
        obligations.outcome,
        -- The same figure in two documents may differ by the last digit of the one that prints fewer.
        case
            when identities.tolerance = 'same_figure'
                then coalesce(cast(floor(obligations.step_yuan * 100 + 0.000001) / 100 as decimal(18, 2)), 0)
            else 0
        end as tolerance_yuan
    from obligations
    inner join identities on obligations.check_id = identities.check_id
    where {{ changed_only('department') }}
)

select
    check_id,
    severity,
    department_id,
    fiscal_year,
    entity_level,
    kind,
    scope,
    form,
    expected_document_id,
    actual_document_id,
    cast(expected_yuan as decimal(18, 2)) as expected_yuan,
    cast(actual_yuan as decimal(18, 2)) as actual_yuan,
    cast(actual_yuan - expected_yuan as decimal(18, 2)) as difference_yuan,
    cast(tolerance_yuan as decimal(18, 2)) as tolerance_yuan,
    coalesce(outcome, {{ identity_status('expected_yuan', 'actual_yuan', 'tolerance_yuan') }}) as status
from judged
order by department_id

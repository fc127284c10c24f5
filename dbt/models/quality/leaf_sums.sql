-- One row per document, form, side, block and measure: its leaf rows against its total.
-- Obligations are counted whether they can be judged or not: a column without a total or leaves is `insufficient`.
with

amounts as (
    select * from {{ ref('int_amounts__touched') }}
    where measure <> 'unmapped' and {{ changed_only() }}
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

sums as (
    select
        document_id,
        form,
        side,
        block,
        measure,
        count(amount_yuan) filter (is_leaf) as operands,
        -- Two different totals in one column are none: which one the leaves should reach is not known.
        {{ agreed('amount_yuan', "is_total") }} as expected_yuan,
        cast(sum(amount_yuan) filter (is_leaf) as decimal(18, 2)) as actual_yuan,
        bool_and(coalesce(amount_yuan, 0) = 0) as is_zero
    from amounts
    group by document_id, form, side, block, measure
),

tolerated as (
    select
        sums.*,
        {{ tolerance('sums.operands', 'steps.step_yuan') }} as tolerance_yuan
    from sums
    inner join steps on sums.document_id = steps.document_id and sums.form = steps.form
)

select
    document_id,
    form,
    side,
    block,
    measure,
    operands,
    expected_yuan,
    actual_yuan,
    cast(actual_yuan - expected_yuan as decimal(18, 2)) as difference_yuan,
    tolerance_yuan,
    {{ identity_status('expected_yuan', 'actual_yuan', 'tolerance_yuan') }} as status,
    is_zero
from tolerated
order by document_id

-- One row per document, form, side, block, classification, measure and parent: the parent against its children one
-- level below, and 合计 against the first level. A parent that is not printed is an obligation too, and `insufficient`.
with

amounts as (
    select * from {{ ref('int_amounts__touched') }}
    where measure <> 'unmapped' and {{ changed_only() }} and {{ of_own_forms() }}
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

-- A code printed on several rows (one per body or per economic class) stands for their sum, on both sides of it.
coded as (
    select
        document_id,
        form,
        side,
        block,
        code_system,
        measure,
        code,
        count(amount_yuan) as operands,
        sum(amount_yuan) as amount_yuan
    from amounts
    where code is not null
    group by document_id, form, side, block, code_system, measure, code
),

children as (
    select
        document_id,
        form,
        side,
        block,
        code_system,
        measure,
        case when length(code) > 3 then left(code, length(code) - 2) else '合计' end as parent,
        sum(operands) as operands,
        sum(amount_yuan) as actual_yuan,
        bool_and(coalesce(amount_yuan, 0) = 0) as is_zero
    from coded
    group by all
),

-- The constant beside them makes the join one of equal columns: a condition on one side alone compares every pair.
totals as (
    select
        document_id,
        form,
        side,
        block,
        measure,
        '合计' as parent,
        {{ agreed('amount_yuan') }} as amount_yuan
    from amounts
    where is_total
    group by document_id, form, side, block, measure
),

judged as (
    select
        children.document_id,
        children.form,
        children.side,
        children.block,
        children.code_system,
        children.measure,
        children.parent,
        cast(children.operands as bigint) as operands,
        cast(coalesce(coded.amount_yuan, totals.amount_yuan) as decimal(18, 2)) as expected_yuan,
        cast(children.actual_yuan as decimal(18, 2)) as actual_yuan,
        children.is_zero and coalesce(coded.amount_yuan, totals.amount_yuan, 0) = 0 as is_zero,
        {{ tolerance('children.operands', 'steps.step_yuan') }} as tolerance_yuan
    from children
    inner join steps on children.document_id = steps.document_id and children.form = steps.form
    left join coded
        on
            children.document_id = coded.document_id
            and children.form = coded.form
            and children.side is not distinct from coded.side
            and children.block = coded.block
            and children.code_system is not distinct from coded.code_system
            and children.measure = coded.measure
            and children.parent = coded.code
    left join totals
        on
            children.document_id = totals.document_id
            and children.form = totals.form
            and children.side is not distinct from totals.side
            and children.block = totals.block
            and children.measure = totals.measure
            and children.parent = totals.parent
)

select
    document_id,
    form,
    side,
    block,
    code_system,
    measure,
    parent,
    operands,
    expected_yuan,
    actual_yuan,
    cast(actual_yuan - expected_yuan as decimal(18, 2)) as difference_yuan,
    tolerance_yuan,
    {{ identity_status('expected_yuan', 'actual_yuan', 'tolerance_yuan') }} as status,
    is_zero
from judged
order by document_id

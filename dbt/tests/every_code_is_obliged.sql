-- Coded amounts that no row of code_hierarchy is about: a rule that never runs is a defect.
with

hierarchy as (
    select * from {{ ref('code_hierarchy') }}
    where document_id in (select document_id from {{ ref('int_documents__changed') }})
)

select
    amounts.document_id,
    amounts.form,
    amounts.code,
    amounts.measure
from {{ ref('int_amounts__touched') }} as amounts
semi join {{ ref('int_documents__changed') }} as changed on amounts.document_id = changed.document_id
anti join hierarchy
    on
        amounts.document_id = hierarchy.document_id
        and amounts.form = hierarchy.form
        and amounts.side is not distinct from hierarchy.side
        and amounts.block = hierarchy.block
        and amounts.measure = hierarchy.measure
        and case when length(amounts.code) > 3 then left(amounts.code, length(amounts.code) - 2) else '合计' end
        = hierarchy.parent
where amounts.code is not null and amounts.measure <> 'unmapped'

-- One row per document that something written again is made of: it changed, its body is compared again, or it is a unit
-- of a body that is.
with

compared as (
    select * from {{ ref('int_departments__compared') }}
),

units as (
    select bodies.department_id
    from {{ ref('amounts') }} as amounts
    semi join compared on amounts.department_id = compared.department_id
    inner join {{ ref('body_names') }} as bodies
        on amounts.region_code = bodies.region_code and amounts.row_body = bodies.spelling
    where amounts.row_body is not null
)

select document_id
from {{ ref('int_documents__compared') }}
union
select document_id
from {{ ref('documents') }}
where department_id in (select department_id from units)
union
select document_id
from {{ ref('int_documents__changed') }}

-- One row per document that something written again is made of: it changed, its body is compared again, or it is a unit
-- of a body that is.
with

located as (
    select * from {{ ref('int_documents__located') }}
),

compared as (
    select * from {{ ref('int_departments__compared') }}
),

units as (
    select bodies.department_id
    from {{ ref('amounts') }} as amounts
    semi join compared on amounts.department_id = compared.department_id
    inner join {{ ref('int_body_names') }} as bodies
        on amounts.region_code = bodies.region_code and amounts.row_body = bodies.spelling
    where amounts.row_body is not null
),

departments as (
    select department_id from compared
    union
    select department_id from units
)

select located.document_id
from located
semi join departments on located.department_id = departments.department_id
union
select document_id
from {{ ref('int_documents__changed') }}

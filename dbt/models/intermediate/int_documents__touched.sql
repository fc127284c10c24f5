-- One row per document that something written again is made of: it changed, its body is compared again, or it is a unit
-- of a body that is.
with

compared as (
    select * from {{ ref('int_departments__compared') }}
),

units as (
    select bodies.department_id
    from {{ ref('named_bodies') }} as named
    inner join {{ ref('documents') }} as documents on named.document_id = documents.document_id
    semi join compared on documents.department_id = compared.department_id
    inner join {{ ref('body_names') }} as bodies
        on named.region_code = bodies.region_code and named.row_body = bodies.spelling
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

-- One row per body whose comparisons are written again: one of its documents is different, or it names the body of one
-- as its unit. All, where nothing is continued.
with

documents as (
    select * from {{ ref('documents') }}
),

bodies as (
    select * from {{ ref('body_names') }}
),

own as (
    select distinct department_id
    from {{ ref('int_documents__different') }}
    where department_id is not null
),

named as (
    select * from {{ ref('named_bodies') }}
)

select department_id
from own
union
select documents.department_id
from named
inner join documents on named.document_id = documents.document_id
inner join bodies on documents.region_code = bodies.region_code and named.row_body = bodies.spelling
inner join own on bodies.department_id = own.department_id
where documents.department_id is not null

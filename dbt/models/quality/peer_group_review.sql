-- One row per body of a document without a peer group: what its name might be, for a reviewer to decide
-- (seeds peer_groups and peer_group_decisions).
with

departments as (
    select * from {{ ref('departments') }}
    where peer_group is null
),

peers as (
    select * from {{ ref('int_peer_groups') }}
)

select
    departments.department_id,
    departments.region_code,
    departments.name,
    departments.peer_basis,
    peers.candidates,
    departments.document_count
from departments
inner join peers on departments.department_id = peers.department_id

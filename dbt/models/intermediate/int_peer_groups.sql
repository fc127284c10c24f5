-- One row per body: its peer group, and what that rests on. A decision of the review comes before the name; a name that
-- fits several groups decides nothing.
with

bodies as (
    select distinct department_id from {{ ref('body_names') }}
),

candidates as (
    select
        department_id,
        list(peer_group order by peer_group) as peer_groups
    from {{ ref('int_peer_candidates') }}
    group by department_id
),

decided as (
    select
        names.department_id,
        decisions.peer_group,
        decisions.evidence
    from {{ ref('peer_group_decisions') }} as decisions
    inner join {{ ref('body_names') }} as names
        on decisions.region_code = names.region_code and decisions.name = names.spelling
)

select
    bodies.department_id,
    case
        when decided.department_id is not null then decided.peer_group
        when len(candidates.peer_groups) = 1 then candidates.peer_groups[1]
    end as peer_group,
    case
        when decided.department_id is not null then 'review'
        when len(candidates.peer_groups) = 1 then 'name'
        when candidates.peer_groups is not null then 'ambiguous'
        else 'none'
    end as peer_basis,
    decided.evidence as peer_evidence,
    coalesce(candidates.peer_groups, []) as candidates
from bodies
left join candidates on bodies.department_id = candidates.department_id
left join decided on bodies.department_id = decided.department_id

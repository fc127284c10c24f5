-- One row per body that a document is about: region and canonical name.
with

documents as (
    select * from {{ ref('documents') }}
    where department_id is not null
),

peers as (
    select * from {{ ref('int_peer_groups') }}
),

events as (
    select * from {{ ref('department_events') }}
),

spellings as (
    select
        department_id,
        department_name,
        max(fiscal_year) as last_used,
        count(*) as uses
    from documents
    group by department_id, department_name
),

-- A renamed body goes by its latest name; else the spelling that most documents print, the first in order among equals.
renamed as (
    select
        to_department_id as department_id,
        arg_max(to_name, year) as name
    from events
    where kind = 'rename'
    group by to_department_id
),

named as (
    select
        spellings.department_id,
        coalesce(
            any_value(renamed.name),
            first(
                spellings.department_name
                order by spellings.uses desc, spellings.last_used desc nulls last, spellings.department_name asc
            )
        ) as name,
        list(spellings.department_name order by spellings.department_name) as spellings
    from spellings
    left join renamed on spellings.department_id = renamed.department_id
    group by spellings.department_id
),

-- A merger makes a new body of several, a split several new bodies of one; what is transferred leaves both standing.
begun as (
    select
        to_department_id as department_id,
        max(year) as valid_from,
        string_agg(distinct from_department_id, ';' order by from_department_id) as predecessor
    from events
    where kind in ('merge', 'split')
    group by to_department_id
),

ended as (
    select
        from_department_id as department_id,
        max(year) as valid_to
    from events
    where kind in ('merge', 'split')
    group by from_department_id
),

seen as (
    select
        department_id,
        arg_max(region_code, coalesce(fiscal_year, 0)) as region_code,
        min(fiscal_year) as first_fiscal_year,
        max(fiscal_year) as last_fiscal_year,
        count(*) as document_count
    from documents
    group by department_id
)

select
    named.department_id,
    named.name,
    seen.region_code,
    begun.valid_from,
    ended.valid_to,
    begun.predecessor,
    peers.peer_group,
    peers.peer_basis,
    peers.peer_evidence,
    list_filter(named.spellings, lambda spelling: spelling <> named.name) as aliases,
    seen.first_fiscal_year,
    seen.last_fiscal_year,
    seen.document_count
from named
inner join seen on named.department_id = seen.department_id
inner join peers on named.department_id = peers.department_id
left join begun on named.department_id = begun.department_id
left join ended on named.department_id = ended.department_id

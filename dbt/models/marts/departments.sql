-- One row per body: region and canonical name.
with

documents as (
    select * from {{ ref('int_documents__identified') }}
    where department_id is not null
),

spellings as (
    select
        department_id,
        department_name,
        count(*) as uses
    from documents
    group by department_id, department_name
),

-- The spelling that most documents print; the first in order where several are as frequent.
named as (
    select
        department_id,
        first(department_name order by uses desc, department_name asc) as name,
        list(department_name order by department_name) as spellings
    from spellings
    group by department_id
),

seen as (
    select
        department_id,
        min(region_code) as region_code,
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
    -- Dates, forerunners and peers need a source; none is named yet.
    cast(null as integer) as valid_from,
    cast(null as integer) as valid_to,
    cast(null as varchar) as predecessor,
    cast(null as varchar) as peer_group,
    list_filter(named.spellings, lambda spelling: spelling <> named.name) as aliases,
    seen.first_fiscal_year,
    seen.last_fiscal_year,
    seen.document_count
from named
inner join seen on named.department_id = seen.department_id

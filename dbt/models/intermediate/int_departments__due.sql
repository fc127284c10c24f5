-- One row per body whose rows of the ledger are written again: it is compared again, or the day that the archive knows
-- of is another one, on which everything may be due.
with

documents as (
    select distinct department_id
    from {{ ref('documents') }}
    where department_id is not null
),

days as (
    select * from {{ ref('int_archive_days') }}
)

select department_id
from {{ ref('int_departments__compared') }}
union
select documents.department_id
from documents
inner join days on days.as_of is distinct from days.published_as_of

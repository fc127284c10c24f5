-- One row: the newest day of which the archive itself gives proof, and of which the published one gave. Whoever builds
-- the same archive later gets the same rows.
with

documents as (
    select
        published_date,
        fetched_at,
        fiscal_year,
        kind,
        true as is_present
    from {{ ref('documents') }}
    where is_current
    union all
    select
        published_date,
        fetched_at,
        fiscal_year,
        kind,
        false as is_present
    from {{ ref('stg_published__documents') }}
    where is_current
),

deadlines as (
    select * from {{ ref('disclosure_deadlines') }}
),

days as (
    select
        documents.is_present,
        greatest(
            documents.published_date,
            cast(documents.fetched_at as date),
            make_date(documents.fiscal_year + deadlines.years_after, 1, 1)
        ) as day
    from documents
    left join deadlines on documents.kind = deadlines.kind
)

select
    max(day) filter (is_present) as as_of,
    max(day) filter (not is_present) as published_as_of
from days

-- One row per change of a portal's listing.
select * from {{ ref('stg_archive__changes') }}

-- One row per region: coverage, identities by outcome and grade of its documents.
with

closures as (
    select * from {{ ref('closure_by_region_year') }}
),

{{ closure_summed(['region_code']) }}

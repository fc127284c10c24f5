-- One row per partition of exported tables whose rows may differ from the published ones: of tables of documents, and
-- of comparisons, which look at the years before and after a document.
with

different as (
    select * from {{ ref('int_documents__different') }}
),

compared as (
    select * from {{ ref('int_documents__located') }}
),

codes as (
    select unnest([named_region_code, region_code, department_id]) as code
    from compared
),

places as (
    select distinct left(code, 2) as province
    from codes
),

years as (
    select distinct unnest([fiscal_year - 1, fiscal_year, fiscal_year + 1]) as year
    from different
    where fiscal_year is not null
)

select distinct
    'document' as rows_of,
    left(region_code, 2) as province,
    fiscal_year as year
from different
union
select
    'comparison' as rows_of,
    places.province,
    years.year
from places
cross join years

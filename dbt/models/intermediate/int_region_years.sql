-- One row per division code and fiscal year of the documents, present or published: the code in force today that
-- comparisons use for it.
with

documents as (
    select
        region_code,
        fiscal_year
    from {{ ref('documents') }}
    union
    select
        region_code,
        fiscal_year
    from {{ ref('stg_published__documents') }}
    where document_id in (select document_id from {{ ref('int_documents__followed') }})
),

regions as (
    select * from {{ ref('int_region_successions') }}
)

-- The row of a code that was in force in the year, else any.
select
    documents.region_code,
    documents.fiscal_year,
    arg_min(
        regions.latest_code,
        case
            when documents.fiscal_year >= regions.valid_from then documents.fiscal_year - regions.valid_from
            else 9999
        end
    ) as latest_code
from documents
inner join regions on documents.region_code = regions.region_code
where documents.fiscal_year is not null
group by documents.region_code, documents.fiscal_year

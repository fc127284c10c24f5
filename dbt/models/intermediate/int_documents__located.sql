-- One row per document and subject whose body and year are known, present or published: the region that it names,
-- and the one that comparisons count it in.
with

documents as (
    select
        document_id,
        department_id,
        region_code,
        fiscal_year
    from {{ ref('int_documents__identified') }}
    union
    select
        document_id,
        department_id,
        region_code,
        fiscal_year
    from {{ ref('stg_published__documents') }}
),

regions as (
    select * from {{ ref('int_region_years') }}
)

select
    documents.document_id,
    documents.department_id,
    documents.region_code as named_region_code,
    coalesce(regions.latest_code, documents.region_code) as region_code
from documents
left join regions
    on documents.region_code = regions.region_code and documents.fiscal_year = regions.fiscal_year
where documents.department_id is not null and documents.fiscal_year is not null

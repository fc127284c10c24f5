-- One row per document and subject, present or published, of a body that is compared again: the region that it names,
-- and the one that comparisons count it in.
with

compared as (
    select * from {{ ref('int_departments__compared') }}
),

documents as (
    select
        document_id,
        department_id,
        region_code,
        fiscal_year
    from {{ ref('documents') }}
    where fiscal_year is not null and department_id in (select department_id from compared)
    union
    select
        document_id,
        department_id,
        region_code,
        fiscal_year
    from {{ ref('stg_published__documents') }}
    where
        fiscal_year is not null
        and department_id in (select department_id from compared)
        and document_id in (select document_id from {{ ref('int_documents__followed') }})
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

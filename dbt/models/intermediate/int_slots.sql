-- One row per slot (subject and kind): the documents behind it and their identities.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

regions as (
    select * from {{ ref('int_region_years') }}
)

select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    min(documents.region_code) as region_code,
    min(coalesce(regions.latest_code, documents.region_code)) as latest_region_code,
    count(*) as document_count,
    cast(sum(documents.forms_expected) as bigint) as forms_expected,
    cast(sum(documents.forms_accounted) as bigint) as forms_accounted,
    cast(sum(documents.checks_judged) as bigint) as checks_judged,
    cast(sum(documents.checks_closed) as bigint) as checks_closed
from documents
left join regions
    on documents.region_code = regions.region_code and documents.fiscal_year = regions.fiscal_year
group by documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind

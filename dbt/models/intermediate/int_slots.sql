-- One row per slot (subject and kind): the documents behind it and their identities.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

regions as (
    select * from {{ ref('int_region_successions') }}
),

-- The row of a code that was in force in the year, else any.
latest as (
    select
        documents.document_id,
        arg_min(
            regions.latest_code,
            case
                when documents.fiscal_year >= regions.valid_from then documents.fiscal_year - regions.valid_from
                else 9999
            end
        ) as latest_code
    from documents
    inner join regions on documents.region_code = regions.region_code
    group by documents.document_id
)

select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    min(documents.region_code) as region_code,
    min(coalesce(latest.latest_code, documents.region_code)) as latest_region_code,
    count(*) as document_count,
    cast(sum(documents.forms_expected) as bigint) as forms_expected,
    cast(sum(documents.forms_accounted) as bigint) as forms_accounted,
    cast(sum(documents.checks_judged) as bigint) as checks_judged,
    cast(sum(documents.checks_closed) as bigint) as checks_closed
from documents
left join latest on documents.document_id = latest.document_id
group by documents.department_id, documents.fiscal_year, documents.entity_level, documents.kind

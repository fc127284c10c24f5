-- One row per department's slot and unit that its forms name: the unit's id, with or without a document of its own.
-- Of bodies that are compared again alone.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
    where entity_level = 'department'
),

bodies as (
    select * from {{ ref('body_names') }}
),

named as (
    select distinct
        document_id,
        -- 深圳市财政局（本级） is the head office: a subject of the same body, not another body.
        regexp_replace(row_body, '[（(](本级|机关|本部)[）)]$', '') as unit_name,
        row_body
    from {{ ref('int_amounts__touched') }}
    -- Rows that sum up or compare stand among the bodies of some forms.
    where row_body is not null and not regexp_matches(row_body, '^(合计|小计|总计|增减)')
)

select
    documents.department_id,
    documents.fiscal_year,
    documents.kind,
    bodies.department_id as unit_id,
    min(named.unit_name) as unit_name,
    min(documents.document_id) as document_id
from named
inner join documents on named.document_id = documents.document_id
inner join bodies
    on documents.region_code = bodies.region_code and named.row_body = bodies.spelling
where bodies.department_id <> documents.department_id and named.unit_name = named.row_body
group by documents.department_id, documents.fiscal_year, documents.kind, bodies.department_id

-- One row per document and subject, present or published, that changed or stands for its subject otherwise than
-- it was published. All, where nothing is continued.
with

followed as (
    select document_id from {{ ref('int_documents__followed') }}
),

documents as (
    select * from {{ ref('documents') }}
    where document_id in (select document_id from followed)
),

known as (
    select * exclude (is_same_entry)
    from {{ ref('stg_published__documents') }}
    where document_id in (select document_id from followed)
),

changed as (
    select * from {{ ref('int_documents__changed') }}
),

-- A document may be read as before and count otherwise: a newer edition came, or the one that it repeats is gone.
different as (
    (
        select * from documents
        except
        select * exclude (is_same_reading) from known
    )
    union all
    (
        select * exclude (is_same_reading) from known
        except
        select * from documents
    )
),

subjects as (
    select
        document_id,
        department_id,
        region_code,
        fiscal_year
    from different
    union
    select
        documents.document_id,
        documents.department_id,
        documents.region_code,
        documents.fiscal_year
    from documents
    semi join changed on documents.document_id = changed.document_id
    union
    select
        known.document_id,
        known.department_id,
        known.region_code,
        known.fiscal_year
    from known
    semi join changed on known.document_id = changed.document_id
)

select * from subjects

-- One row per document that is followed: the one it repeats, the one it replaces, and whether comparisons use it.
with

documents as (
    select * from {{ ref('int_documents__identified') }}
),

-- Same text in other bytes: the first that could be read stands for all of them. A dated copy comes before an
-- undated one. A document without text is a copy of none: it is alone in its partition.
originals as (
    select
        document_id,
        first_value(document_id) over (
            partition by coalesce(text_sha256, document_id)
            order by
                status = 'quarantined' asc,
                published_date asc nulls last,
                fetched_at asc nulls last,
                document_id asc
        ) as original_id
    from documents
),

-- What may replace or be replaced: read, no copy, and every part of its slot known. `other` is no slot of a disclosure.
candidates as (
    select
        documents.*,
        -- Annexes complement each other: one replaces another only where a link or sidecar gives both the same title.
        case
            when documents.part = 'annex'
                then coalesce(regexp_replace(documents.title, '\s', '', 'g'), documents.document_id)
        end as annex
    from documents
    inner join originals on documents.document_id = originals.document_id
    where
        originals.original_id = documents.document_id
        and documents.status <> 'quarantined'
        and documents.department_id is not null
        and documents.fiscal_year is not null
        and documents.entity_level is not null
        and documents.part is not null
        and documents.kind in ('budget', 'final', 'performance')
),

-- Newer by date of publication, then by fetch, then by sha256; an undated one counts as older than any dated one.
ranked as (
    select
        document_id,
        lag(document_id) over slot as supersedes_document_id,
        lead(document_id) over slot as superseded_by
    from candidates
    window slot as (
        partition by department_id, fiscal_year, entity_level, kind, part, annex
        order by published_date asc nulls first, fetched_at asc nulls first, document_id asc
    )
)

select
    documents.document_id,
    nullif(originals.original_id, documents.document_id) as duplicate_of,
    ranked.supersedes_document_id,
    documents.status <> 'quarantined'
    and originals.original_id = documents.document_id
    and ranked.superseded_by is null as is_current
from documents
inner join originals on documents.document_id = originals.document_id
left join ranked on documents.document_id = ranked.document_id
where documents.document_id in (select document_id from {{ ref('int_documents__followed') }})

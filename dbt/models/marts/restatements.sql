-- One row per cell of a form that a newer edition of a slot prints otherwise than the edition it replaces: changed,
-- added or removed.
with

editions as (
    select
        document_id,
        supersedes_document_id
    from {{ ref('documents') }}
    where supersedes_document_id is not null and {{ changed_only('subject_document') }}
),

-- What tells a cell from the others of its form whatever the layout; cells that this does not tell apart are numbered.
cells as (
    select
        document_id,
        form,
        coalesce(side, '') as side,
        block,
        coalesce(code, '') as code,
        coalesce(economic_code, '') as economic_code,
        coalesce(line_name, '') as line_name,
        coalesce(row_body, '') as row_body,
        measure,
        row_number() over (
            partition by document_id, form, side, block, code, economic_code, line_name, row_body, measure
            order by table_id, row_index, column_index
        ) as occurrence,
        amount_yuan,
        published,
        published_unit,
        page,
        table_id,
        row_index,
        column_index
    from {{ ref('int_amounts__touched') }}
    where
        document_id in (select document_id from editions)
        or document_id in (select supersedes_document_id from editions)
),

newer as (
    select
        editions.document_id as newer_document_id,
        editions.supersedes_document_id as older_document_id,
        cells.*
    from editions
    inner join cells on editions.document_id = cells.document_id
),

older as (
    select
        editions.document_id as newer_document_id,
        editions.supersedes_document_id as older_document_id,
        cells.*
    from editions
    inner join cells on editions.supersedes_document_id = cells.document_id
),

compared as (
    select
        coalesce(newer.newer_document_id, older.newer_document_id) as document_id,
        coalesce(newer.older_document_id, older.older_document_id) as supersedes_document_id,
        coalesce(newer.form, older.form) as form,
        nullif(coalesce(newer.side, older.side), '') as side,
        coalesce(newer.block, older.block) as block,
        nullif(coalesce(newer.code, older.code), '') as code,
        nullif(coalesce(newer.economic_code, older.economic_code), '') as economic_code,
        nullif(coalesce(newer.line_name, older.line_name), '') as line_name,
        nullif(coalesce(newer.row_body, older.row_body), '') as row_body,
        coalesce(newer.measure, older.measure) as measure,
        coalesce(newer.occurrence, older.occurrence) as occurrence,
        case
            when newer.document_id is null then 'removed'
            when older.document_id is null then 'added'
            else 'changed'
        end as change,
        older.amount_yuan as older_yuan,
        newer.amount_yuan as newer_yuan,
        older.published as older_published,
        newer.published as newer_published,
        older.page as older_page,
        newer.page as newer_page,
        newer.table_id,
        newer.row_index,
        newer.column_index
    from newer
    full join older
        on
            newer.newer_document_id = older.newer_document_id
            and newer.form = older.form
            and newer.side = older.side
            and newer.block = older.block
            and newer.code = older.code
            and newer.economic_code = older.economic_code
            and newer.line_name = older.line_name
            and newer.row_body = older.row_body
            and newer.measure = older.measure
            and newer.occurrence = older.occurrence
    where
        newer.document_id is null
        or older.document_id is null
        or newer.amount_yuan is distinct from older.amount_yuan
        or (newer.amount_yuan is null and newer.published is distinct from older.published)
)

select
    *,
    row_number() over (
        partition by document_id
        order by form, side, block, code, economic_code, line_name, row_body, measure, occurrence
    ) as change_number
from compared
order by document_id

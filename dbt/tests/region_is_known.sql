-- Documents whose region code no row of `regions` holds in their year.
{{ config(severity='warn') }}
with

documents as (
    select
        document_id,
        region_code,
        fiscal_year
    from {{ ref('documents') }}
    where region_code is not null
),

-- An anti join on a range of years would compare every pair.
known as (
    select documents.document_id
    from documents
    inner join {{ ref('regions') }} as regions on documents.region_code = regions.region_code
    where
        documents.fiscal_year is null
        or (
            documents.fiscal_year >= regions.valid_from
            and documents.fiscal_year < coalesce(regions.valid_to, 9999)
        )
)

select documents.*
from documents
anti join known on documents.document_id = known.document_id

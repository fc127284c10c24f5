-- Documents whose region code no row of `regions` holds in their year.
{{ config(severity='warn') }}
select
    documents.document_id,
    documents.region_code,
    documents.fiscal_year
from {{ ref('documents') }} as documents
anti join {{ ref('regions') }} as regions
    on
        documents.region_code = regions.region_code
        and (
            documents.fiscal_year is null
            or (
                documents.fiscal_year >= regions.valid_from
                and documents.fiscal_year < coalesce(regions.valid_to, 9999)
            )
        )
where documents.region_code is not null

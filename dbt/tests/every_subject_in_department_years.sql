-- Subjects (body, year and level) of current documents with amounts that have no row in department_years.
select distinct
    amounts.department_id,
    amounts.fiscal_year,
    amounts.entity_level
from {{ ref('int_amounts__touched') }} as amounts
semi join {{ ref('int_documents__compared') }} as compared on amounts.document_id = compared.document_id
inner join {{ ref('documents') }} as documents on amounts.document_id = documents.document_id
anti join {{ ref('department_years') }} as department_years
    on
        amounts.department_id = department_years.department_id
        and amounts.fiscal_year = department_years.fiscal_year
        and amounts.entity_level = department_years.entity_level
where
    documents.is_current
    and documents.kind in ('budget', 'final', 'performance')
    and amounts.department_id is not null
    and amounts.fiscal_year is not null
    and amounts.entity_level is not null

-- One row per subject, kind, form and measure: the form's printed total, where everything that prints one agrees. Of
-- subjects that are compared again alone.
-- A slot may lie in several files, and a form may print its total on several pages: two different totals are no total.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

amounts as (
    select * from {{ ref('int_amounts__touched') }}
    where is_total and amount_yuan is not null
)

select
    documents.department_id,
    documents.fiscal_year,
    documents.entity_level,
    documents.kind,
    amounts.form,
    amounts.measure,
    {{ agreed('amounts.amount_yuan') }} as amount_yuan,
    min(amounts.document_id) as document_id
from amounts
inner join documents on amounts.document_id = documents.document_id
group by all

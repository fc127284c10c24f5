-- One row per document: its coverage, its identities by outcome, its grade. A document without any has a row of zeros.
with

documents as (
    select document_id from {{ ref('documents') }}
),

obligations as (
    select * from {{ ref('obligations') }}
),

quality as (
    select * from {{ ref('int_document_quality') }}
),

counted as (
    select
        documents.document_id,
        {{ outcome_counts() }}
    from documents
    left join obligations on documents.document_id = obligations.document_id
    group by documents.document_id
)

select
    counted.*,
    quality.forms_expected,
    quality.forms_accounted,
    quality.forms_accounted / nullif(quality.forms_expected, 0) as coverage_share,
    {{ quality_grade(
        'quality.forms_expected', 'quality.forms_accounted', 'quality.checks_judged', 'quality.checks_closed'
    ) }} as quality_grade
from counted
inner join quality on counted.document_id = quality.document_id

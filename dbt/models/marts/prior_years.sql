-- One row per document, line and measure whose year before is known: printed beside it, derived from its narrative, or
-- published in that year's document. What a text compares with execution, or a budget with final accounts, is left out.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
    where {{ changed_only('subject_document') }}
),

amounts as (
    select
        *,
        coalesce(code, line_name) as line
    from {{ ref('int_amounts__touched') }}
    where amount_yuan is not null and {{ changed_only('subject_document') }}
),

-- A line that a form prints twice with different figures has none.
printed as (
    select
        document_id,
        form,
        line,
        {{ measure_stage('measure') }} as stage,
        {{ measure_base('measure') }} as measure,
        {{ agreed('amount_yuan') }} as amount_yuan,
        max({{ printed_step('published', 'published_unit') }}) as step
    from amounts
    where measure not like '%unmapped'
    group by all
),

derived as (
    select
        derived_amounts.document_id,
        derived_amounts.form,
        derived_amounts.code as line,
        derived_amounts.measure,
        {{ agreed('derived_amounts.amount_yuan') }} as amount_yuan,
        max(derived_amounts.tolerance_yuan) as tolerance_yuan
    from {{ ref('derived_amounts') }} as derived_amounts
    inner join documents on derived_amounts.document_id = documents.document_id
    where
        derived_amounts.form is not null
        and derived_amounts.percent_status is distinct from 'disagrees'
        and (derived_amounts.stage is null or derived_amounts.stage = documents.kind)
    group by all
),

before as (
    select
        documents.document_id,
        printed.form,
        printed.line,
        printed.measure,
        {{ agreed('printed.amount_yuan') }} as amount_yuan,
        max(printed.step) as step
    from documents
    inner join documents as earlier
        on
            documents.department_id = earlier.department_id
            and documents.entity_level = earlier.entity_level
            and documents.kind = earlier.kind
            and documents.fiscal_year = earlier.fiscal_year + 1
    inner join printed on earlier.document_id = printed.document_id and printed.stage = ''
    group by all
),

lines as (
    select
        document_id,
        form,
        line,
        measure
    from printed
    where stage = 'prior_year_'
    union
    select
        document_id,
        form,
        line,
        measure
    from derived
    union
    -- the year before's document knows lines that this year's no longer prints: not of interest here
    select
        before.document_id,
        before.form,
        before.line,
        before.measure
    from before
    semi join printed
        on
            before.document_id = printed.document_id
            and before.form = printed.form
            and before.line = printed.line
            and before.measure = printed.measure
),

joined as (
    select
        lines.document_id,
        documents.fiscal_year - 1 as fiscal_year,
        lines.form,
        lines.line as code,
        lines.measure,
        printed.amount_yuan as printed_yuan,
        derived.amount_yuan as derived_yuan,
        before.amount_yuan as document_yuan,
        cast(
            coalesce(case when printed.amount_yuan is null then derived.tolerance_yuan end, printed.step / 2, 0)
            + coalesce(before.step, 0) / 2 as decimal(18, 2)
        ) as tolerance_yuan
    from lines
    inner join documents on lines.document_id = documents.document_id
    left join printed
        on
            lines.document_id = printed.document_id
            and lines.form = printed.form
            and lines.line = printed.line
            and lines.measure = printed.measure
            and printed.stage = 'prior_year_'
    left join derived
        on
            lines.document_id = derived.document_id
            and lines.form = derived.form
            and lines.line = derived.line
            and lines.measure = derived.measure
    left join before
        on
            lines.document_id = before.document_id
            and lines.form = before.form
            and lines.line = before.line
            and lines.measure = before.measure
)

select
    document_id,
    fiscal_year,
    form,
    code,
    measure,
    printed_yuan,
    derived_yuan,
    document_yuan,
    coalesce(printed_yuan, derived_yuan, document_yuan) as amount_yuan,
    case
        when printed_yuan is not null then 'printed'
        when derived_yuan is not null then 'derived'
        else 'document'
    end as source,
    tolerance_yuan,
    {{ identity_status('document_yuan', 'coalesce(printed_yuan, derived_yuan)', 'tolerance_yuan') }} as status
from joined
where coalesce(printed_yuan, derived_yuan, document_yuan) is not null

-- One row per document, line and measure whose year before is known: printed beside it, derived from its narrative, or
-- published in that year's document. What a text compares with execution, or a budget with final accounts, is left out.
with

-- A number stands for the document's long id while millions of lines are grouped.
documents as (
    select
        *,
        row_number() over () as number
    from {{ ref('int_subject_documents') }}
    where {{ changed_only('subject_document') }}
),

-- A line that a form prints twice with different figures has none.
printed as (
    select
        documents.number,
        amounts.form,
        coalesce(amounts.code, amounts.line_name) as line,
        {{ measure_stage('amounts.measure') }} as stage,
        {{ measure_base('amounts.measure') }} as measure,
        {{ agreed('amounts.amount_yuan') }} as amount_yuan,
        max({{ printed_step('amounts.published', 'amounts.published_unit') }}) as step
    from {{ ref('int_amounts__touched') }} as amounts
    inner join documents on amounts.document_id = documents.document_id
    where amounts.amount_yuan is not null and amounts.measure not like '%unmapped'
    group by all
),

-- Whose lines a document looks at: its own, and those of the year before.
looked_at as (
    select
        number,
        number as of_number,
        false as is_before
    from documents
    union all
    select
        documents.number,
        earlier.number as of_number,
        true as is_before
    from documents
    inner join documents as earlier
        on
            documents.department_id = earlier.department_id
            and documents.entity_level = earlier.entity_level
            and documents.kind = earlier.kind
            and documents.fiscal_year = earlier.fiscal_year + 1
),

-- One pass over all of them, and one grouping: joining the sides with each other would hold each of them in memory.
sides as (
    select
        looked_at.number,
        printed.form,
        printed.line,
        printed.measure,
        case
            when looked_at.is_before then 'before'
            when printed.stage = 'prior_year_' then 'printed'
            else 'own'
        end as side,
        printed.amount_yuan,
        printed.step,
        cast(null as decimal(18, 2)) as tolerance_yuan
    from printed
    inner join looked_at on printed.number = looked_at.of_number
    where not looked_at.is_before or printed.stage = ''
    union all
    select
        documents.number,
        derived_amounts.form,
        derived_amounts.code as line,
        derived_amounts.measure,
        'derived' as side,
        derived_amounts.amount_yuan,
        cast(null as double) as step,
        derived_amounts.tolerance_yuan
    from {{ ref('derived_amounts') }} as derived_amounts
    inner join documents on derived_amounts.document_id = documents.document_id
    where
        derived_amounts.percent_status is distinct from 'disagrees'
        and (derived_amounts.stage is null or derived_amounts.stage = documents.kind)
),

joined as (
    select
        number,
        form,
        line,
        measure,
        min(amount_yuan) filter (side = 'printed') as printed_yuan,
        {{ agreed('amount_yuan', "side = 'derived'") }} as derived_yuan,
        {{ agreed('amount_yuan', "side = 'before'") }} as document_yuan,
        max(step) filter (side = 'printed') as step,
        max(step) filter (side = 'before') as before_step,
        max(tolerance_yuan) as tolerance_yuan
    from sides
    where form is not null and line is not null and measure is not null
    group by number, form, line, measure
    -- Lines of the year before that this year's document no longer prints are not of interest here.
    having bool_or(side in ('printed', 'derived')) or (bool_or(side = 'before') and bool_or(side = 'own'))
),

judged as (
    select
        documents.document_id,
        documents.fiscal_year - 1 as fiscal_year,
        joined.form,
        joined.line as code,
        joined.measure,
        joined.printed_yuan,
        joined.derived_yuan,
        joined.document_yuan,
        cast(
            coalesce(case when joined.printed_yuan is null then joined.tolerance_yuan end, joined.step / 2, 0)
            + coalesce(joined.before_step, 0) / 2 as decimal(18, 2)
        ) as tolerance_yuan
    from joined
    inner join documents on joined.number = documents.number
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
from judged
where coalesce(printed_yuan, derived_yuan, document_yuan) is not null
order by document_id

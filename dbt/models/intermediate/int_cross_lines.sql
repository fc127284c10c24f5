-- X2 and X3, one row per figure that a document prints of another document: last year's, or the budget's three-public
-- expenses. The other side is `insufficient` where its document is there and does not print the line.
with

lines as (
    select * from {{ ref('int_subject_lines') }}
),

stated as (
    select
        'X2' as check_id,
        *,
        fiscal_year - 1 as of_year,
        -- 上年执行数 and 上年决算数 are final accounts; else a budget states last year's budget.
        case when is_outturn then 'final' else kind end as of_kind,
        {{ measure_base('measure') }} as of_measure
    from lines
    where {{ measure_stage('measure') }} = 'prior_year_'
    union all
    select
        'X3' as check_id,
        *,
        fiscal_year as of_year,
        'budget' as of_kind,
        'budget' as of_measure
    from lines
    where form = 'final_three_public' and measure = 'budget'
),

sides as (
    select
        stated.*,
        stated.of_kind || '_' || regexp_replace(stated.form, '^(budget|final)_', '') as of_form,
        case
            when stated.form like '%_three_public' and stated.of_measure in ('budget', 'final', 'total')
                then stated.of_kind
            else stated.of_measure
        end as of_column
    from stated
),

-- Forms that the other document prints: without it there is nothing that ought to agree.
forms as (
    select distinct
        department_id,
        fiscal_year,
        entity_level,
        form
    from lines
)

select
    sides.check_id,
    sides.department_id,
    sides.fiscal_year,
    sides.entity_level,
    sides.kind,
    sides.form,
    concat_ws(' ', sides.form, sides.line, sides.measure) as scope,
    other.document_id as expected_document_id,
    sides.document_id as actual_document_id,
    other.amount_yuan as expected_yuan,
    sides.amount_yuan as actual_yuan,
    greatest(other.step_yuan, sides.step_yuan) as step_yuan,
    cast(null as varchar) as outcome
from sides
semi join forms
    on
        sides.department_id = forms.department_id
        and sides.of_year = forms.fiscal_year
        and sides.entity_level = forms.entity_level
        and sides.of_form = forms.form
left join lines as other
    on
        sides.department_id = other.department_id
        and sides.of_year = other.fiscal_year
        and sides.entity_level = other.entity_level
        and sides.of_kind = other.kind
        and sides.of_form = other.form
        and sides.line = other.line
        and sides.of_column = other.measure

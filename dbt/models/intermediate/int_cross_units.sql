-- X5 and X6, one row per department's slot and head office or unit: the part against the whole, and whether a unit that
-- is named was found.
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

totals as (
    select * from {{ ref('int_subject_totals') }}
    where
        form in ('budget_expenditure', 'budget_income', 'final_expenditure', 'final_income')
        and measure = 'total'
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

units as (
    select * from {{ ref('int_department_units') }}
),

-- The head office is a subject of the same body, a unit is another body that a form of the department names.
parts as (
    select
        department_id,
        fiscal_year,
        kind,
        department_id as part_id,
        'head_office' as part_level,
        min(department_name) as part_name
    from documents
    where entity_level = 'head_office'
    group by department_id, fiscal_year, kind
    union all
    select
        units.department_id,
        units.fiscal_year,
        units.kind,
        units.unit_id as part_id,
        documents.entity_level as part_level,
        min(units.unit_name) as part_name
    from units
    inner join documents
        on
            units.unit_id = documents.department_id
            and units.fiscal_year = documents.fiscal_year
            and units.kind = documents.kind
    group by units.department_id, units.fiscal_year, units.kind, units.unit_id, documents.entity_level
),

contained as (
    select
        'X5' as check_id,
        whole.department_id,
        whole.fiscal_year,
        whole.entity_level,
        whole.kind,
        whole.form,
        concat_ws(' ', whole.form, parts.part_level, parts.part_name) as scope,
        whole.document_id as expected_document_id,
        part.document_id as actual_document_id,
        whole.amount_yuan as expected_yuan,
        part.amount_yuan as actual_yuan,
        greatest(steps.step_yuan, part_steps.step_yuan) as step_yuan,
        case when part.amount_yuan <= whole.amount_yuan then 'pass' end as outcome
    from totals as whole
    inner join parts
        on
            whole.department_id = parts.department_id
            and whole.fiscal_year = parts.fiscal_year
            and whole.kind = parts.kind
    left join totals as part
        on
            parts.part_id = part.department_id
            and parts.fiscal_year = part.fiscal_year
            and parts.kind = part.kind
            and parts.part_level = part.entity_level
            and whole.form = part.form
    left join steps on whole.document_id = steps.document_id and whole.form = steps.form
    left join steps as part_steps on part.document_id = part_steps.document_id and part.form = part_steps.form
    where whole.entity_level = 'department'
),

found as (
    select
        'X6' as check_id,
        units.department_id,
        units.fiscal_year,
        'department' as entity_level,
        units.kind,
        cast(null as varchar) as form,
        units.unit_name as scope,
        min(units.document_id) as expected_document_id,
        min(documents.document_id) as actual_document_id,
        cast(null as decimal(18, 2)) as expected_yuan,
        cast(null as decimal(18, 2)) as actual_yuan,
        cast(null as double) as step_yuan,
        case when count(documents.document_id) > 0 then 'pass' else 'insufficient' end as outcome
    from units
    left join documents
        on
            units.unit_id = documents.department_id
            and units.fiscal_year = documents.fiscal_year
            and units.kind = documents.kind
    group by units.department_id, units.fiscal_year, units.kind, units.unit_id, units.unit_name
)

select * from contained
union all
select * from found

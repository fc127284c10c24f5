-- One row per subject: body, fiscal year and entity level.
{% set figures = [
    ('budget_income_yuan', 'budget_income', 'total'),
    ('budget_expenditure_yuan', 'budget_expenditure', 'total'),
    ('budget_basic_yuan', 'budget_expenditure', 'basic'),
    ('budget_project_yuan', 'budget_expenditure', 'project'),
    ('budget_three_public_yuan', 'budget_three_public', 'budget'),
    ('final_income_yuan', 'final_income', 'total'),
    ('final_expenditure_yuan', 'final_expenditure', 'total'),
    ('final_basic_yuan', 'final_expenditure', 'basic'),
    ('final_project_yuan', 'final_expenditure', 'project'),
    ('final_three_public_yuan', 'final_three_public', 'final'),
] %}
with

documents as (
    select * from {{ ref('int_subject_documents') }}
),

totals as (
    select * from {{ ref('int_subject_totals') }}
),

departments as (
    select * from {{ ref('departments') }}
),

subjects as (
    select
        department_id,
        fiscal_year,
        entity_level,
        count(*) as document_count,
        sum(forms_expected) as forms_expected,
        sum(forms_accounted) as forms_accounted,
        sum(checks_judged) as checks_judged,
        sum(checks_closed) as checks_closed
    from documents
    group by department_id, fiscal_year, entity_level
),

figures as (
    select
        {% for column, form, measure in figures %}
        max(amount_yuan) filter (form = '{{ form }}' and measure = '{{ measure }}') as {{ column }},
        {% endfor %}
        department_id,
        fiscal_year,
        entity_level
    from totals
    group by department_id, fiscal_year, entity_level
)

select
    subjects.department_id,
    subjects.fiscal_year,
    subjects.entity_level,
    departments.region_code,
    departments.name as department_name,
    {% for column, _, _ in figures %}
    figures.{{ column }},
    {% endfor %}
    subjects.document_count,
    cast(subjects.forms_expected as bigint) as forms_expected,
    cast(subjects.forms_accounted as bigint) as forms_accounted,
    cast(subjects.checks_judged as bigint) as checks_judged,
    cast(subjects.checks_closed as bigint) as checks_closed,
    subjects.checks_closed / nullif(subjects.checks_judged, 0) as check_share,
    case
        when subjects.checks_judged = 0 or subjects.forms_expected = 0 then null
        when
            subjects.forms_accounted = subjects.forms_expected
            and subjects.checks_closed = subjects.checks_judged then 'A'
        when
            subjects.forms_accounted >= 0.80 * subjects.forms_expected
            and subjects.checks_closed >= 0.95 * subjects.checks_judged then 'B'
        else 'C'
    end as quality_grade
from subjects
inner join departments on subjects.department_id = departments.department_id
left join figures
    on
        subjects.department_id = figures.department_id
        and subjects.fiscal_year = figures.fiscal_year
        and subjects.entity_level = figures.entity_level

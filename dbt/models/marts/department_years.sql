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

subjects as (
    select * from {{ ref('int_subjects') }}
    where {{ changed_only('department') }}
),

totals as (
    select * from {{ ref('int_subject_totals') }}
),

staff as (
    select * from {{ ref('int_subject_staff') }}
),

departments as (
    select * from {{ ref('departments') }}
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
    subjects.region_code,
    subjects.latest_region_code,
    departments.name as department_name,
    departments.peer_group,
    {% for column, _, _ in figures %}
    figures.{{ column }},
    {% endfor %}
    staff.staff,
    subjects.document_count,
    subjects.forms_expected,
    subjects.forms_accounted,
    subjects.checks_judged,
    subjects.checks_closed,
    subjects.checks_closed / nullif(subjects.checks_judged, 0) as check_share,
    {{ quality_grade(
        'subjects.forms_expected', 'subjects.forms_accounted', 'subjects.checks_judged', 'subjects.checks_closed'
    ) }} as quality_grade
from subjects
inner join departments on subjects.department_id = departments.department_id
left join figures
    on
        subjects.department_id = figures.department_id
        and subjects.fiscal_year = figures.fiscal_year
        and subjects.entity_level = figures.entity_level
left join staff
    on
        subjects.department_id = staff.department_id
        and subjects.fiscal_year = staff.fiscal_year
        and subjects.entity_level = staff.entity_level
order by department_id

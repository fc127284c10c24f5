-- One row per document, form, classification, code and printed name: the name against the ones in force in the year.
-- Published names stay as they are; a disagreement may be a reading that paired a code with another row's name.
with

amounts as (
    select distinct
        document_id,
        fiscal_year,
        form,
        code_system,
        code,
        line_name
    from {{ ref('int_amounts__touched') }}
    where code is not null and code_system is not null and line_name <> '' and {{ changed_only() }}
),

classes as (
    select * from {{ ref('classifications') }}
),

valid as (
    select
        amounts.document_id,
        amounts.form,
        amounts.code_system,
        amounts.code,
        amounts.line_name,
        list(distinct classes.name order by classes.name) as expected_names,
        bool_or({{ same_name('amounts.line_name', 'classes.name') }}) as agrees
    from amounts
    inner join classes
        on
            amounts.code_system = classes.code_system
            and amounts.code = classes.code
            and coalesce(amounts.fiscal_year, classes.valid_from_year, 0) >= coalesce(classes.valid_from_year, 0)
            and coalesce(amounts.fiscal_year, 0) < coalesce(classes.valid_to_year, 9999)
    group by all
),

-- The name of another code of the same length: a stronger sign that code and name were paired wrongly.
elsewhere as (
    select
        code_system,
        name,
        string_agg(code, ';' order by code) as codes
    from classes
    group by code_system, name
)

select
    amounts.document_id,
    amounts.form,
    amounts.code_system,
    amounts.code,
    amounts.line_name,
    coalesce(valid.expected_names, []) as expected_names,
    case when valid.agrees is false then elsewhere.codes end as name_belongs_to,
    case
        when valid.agrees is null then 'insufficient'
        when valid.agrees then 'pass'
        else 'mismatch'
    end as status
from amounts
left join valid
    on
        amounts.document_id = valid.document_id
        and amounts.form = valid.form
        and amounts.code_system = valid.code_system
        and amounts.code = valid.code
        and amounts.line_name = valid.line_name
left join elsewhere on amounts.code_system = elsewhere.code_system and amounts.line_name = elsewhere.name
order by document_id

-- One row per functional code and fiscal year of the documents: the name in force, and its COFOG.
with

years as (
    select distinct fiscal_year
    from {{ ref('documents') }}
    where is_current and fiscal_year is not null
),

classes as (
    select * from {{ ref('stg_reference__classifications') }}
    where code_system = 'functional'
)

select
    classes.code,
    years.fiscal_year,
    arg_max(classes.name, coalesce(classes.valid_from_year, 0)) as name,
    arg_max(classes.cofog, coalesce(classes.valid_from_year, 0)) as cofog,
    arg_max(classes.mapping_quality, coalesce(classes.valid_from_year, 0)) as mapping_quality,
    -- The first year of a name that followed another one: figures of the year before stand under the old name.
    bool_or(classes.valid_from_year = years.fiscal_year) as is_renamed
from classes
inner join years
    on
        coalesce(classes.valid_from_year, 0) <= years.fiscal_year
        and coalesce(classes.valid_to_year, 9999) > years.fiscal_year
group by classes.code, years.fiscal_year

{# The arithmetic that every identity in the warehouse shares: printed digit, tolerance, outcome. #}

{# Value in yuan of the last digit printed: 100 for `1.23` in 万元. A double, for tolerances alone; NULL where the unit is unknown. #}
{% macro printed_step(published, unit) -%}
    (
        case {{ unit }} when '元' then 1 when '百元' then 100 when '万元' then 10000 when '亿元' then 100000000 end
        / power(10, length(regexp_extract(regexp_replace({{ published }}, '\s', '', 'g'), '[.．]([0-9]+)', 1)))
    )
{%- endmacro %}

{# A tolerance in yuan, cut to 0.01: amounts have two decimals, so nothing lies between. NULL (no unit known) tolerates nothing. #}
{% macro tolerance(operands, step) -%}
    coalesce(cast(floor(({{ operands }} + 1) * {{ step }} / 2 * 100 + 0.000001) / 100 as decimal(18, 2)), 0)
{%- endmacro %}

{# The value that all rows of a group (those that fit a condition) agree on, NULL left out; else NULL. Two different ones are none.
   Least and greatest are cheaper than a count of different ones, which keeps every row of every group. #}
{% macro agreed(value, condition='true') -%}
    {%- set rows = '' if condition == 'true' else ' filter (' ~ condition ~ ')' -%}
    case when min({{ value }}){{ rows }} = max({{ value }}){{ rows }} then min({{ value }}){{ rows }} end
{%- endmacro %}

{# Outcome of an identity, as contract and `checks` name it. #}
{% macro identity_status(expected, actual, tolerance) -%}
    case
        when {{ expected }} is null or {{ actual }} is null then 'insufficient'
        when {{ expected }} = {{ actual }} then 'pass'
        when abs({{ actual }} - {{ expected }}) <= {{ tolerance }} then 'rounding'
        else 'mismatch'
    end
{%- endmacro %}

{# What a check of the reading counts for: hard identities of the statutory forms alone (`reading`) make shares and grades. #}
{% macro check_origin(check_id, severity) -%}
    case
        when starts_with({{ check_id }}, 'N') then 'statement'
        when starts_with({{ check_id }}, 'P') then 'evaluation'
        when {{ severity }} = 'soft' then 'soft'
        else 'reading'
    end
{%- endmacro %}

{# Counts by outcome of obligations: for the reading's own checks of the statutory forms and for those recomputed in the warehouse;
   beside them how many of the others were judged, and hold. #}
{% macro outcome_counts() -%}
    {%- for origin, prefix, share in [('reading', '', 'check_share'), ('warehouse', 'sql_', 'sql_share')] %}
    {{ _identities("origin = '" ~ origin ~ "'") }} as {{ prefix }}obligations,
    {%- for status, column in [('pass', 'passed'), ('rounding', 'rounded'), ('mismatch', 'mismatched'), ('insufficient', 'insufficient')] %}
    {{ _identities("origin = '" ~ origin ~ "' and status = '" ~ status ~ "'") }} as {{ prefix }}{{ column }},
    {%- endfor %}
    {{ _identities("origin = '" ~ origin ~ "' and status in ('pass', 'rounding')") }}
    / nullif({{ _identities("origin = '" ~ origin ~ "' and status <> 'insufficient'") }}, 0) as {{ share }},
    {%- endfor %}
    {%- for origin, prefix in [('soft', 'soft'), ('statement', 'statements'), ('evaluation', 'evaluations')] %}
    {{ _identities("origin = '" ~ origin ~ "' and status <> 'insufficient'") }} as {{ prefix }}_judged,
    {{ _identities("origin = '" ~ origin ~ "' and status in ('pass', 'rounding')") }} as {{ prefix }}_closed{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# How many identities of `obligations` fit a condition. #}
{% macro _identities(condition) -%}
    cast(coalesce(sum(identities) filter ({{ condition }}), 0) as bigint)
{%- endmacro %}

{# Measures without the prefix of another year or stage, and the prefix; both are '' or text, never NULL. #}
{% macro measure_stage(measure) -%}
    regexp_extract({{ measure }}, '^(prior_year_|approved_|adjusted_)', 1)
{%- endmacro %}
{% macro measure_base(measure) -%}
    regexp_replace({{ measure }}, '^(prior_year_|approved_|adjusted_)', '')
{%- endmacro %}

{# Grade of a document or subject by the seed quality_grades: the best whose two shares are reached; NULL where nothing
   was expected or judged. #}
{% macro quality_grade(expected, accounted, judged, closed) -%}
    case
        when {{ expected }} > 0 and {{ judged }} > 0
            then (
                select min(grades.grade) from {{ ref('quality_grades') }} as grades
                where
                    {{ accounted }} >= grades.min_coverage * {{ expected }}
                    and {{ closed }} >= grades.min_check_share * {{ judged }}
            )
    end
{%- endmacro %}

{# Coverage, outcomes and grade of what shares the given columns of the query `closures`: the sums of its rows, each of which
   counts for its `document_count`. #}
{% macro closure_summed(keys) -%}
counted as (
    select
        {{ keys | join(', ') }},
        cast(sum(closures.document_count) as bigint) as document_count,
        {%- for prefix, share in [('', 'check_share'), ('sql_', 'sql_share')] %}
        {%- for column in ['obligations', 'passed', 'rounded', 'mismatched', 'insufficient'] %}
        cast(sum(closures.{{ prefix }}{{ column }}) as bigint) as {{ prefix }}{{ column }},
        {%- endfor %}
        sum(closures.{{ prefix }}passed + closures.{{ prefix }}rounded)
        / nullif(sum(closures.{{ prefix }}obligations - closures.{{ prefix }}insufficient), 0) as {{ share }},
        {%- endfor %}
        {%- for prefix in ['soft', 'statements', 'evaluations'] %}
        cast(sum(closures.{{ prefix }}_judged) as bigint) as {{ prefix }}_judged,
        cast(sum(closures.{{ prefix }}_closed) as bigint) as {{ prefix }}_closed,
        {%- endfor %}
        cast(sum(closures.forms_expected) as bigint) as forms_expected,
        cast(sum(closures.forms_accounted) as bigint) as forms_accounted
    from closures
    group by {{ keys | join(', ') }}
)

select
    counted.*,
    counted.forms_accounted / nullif(counted.forms_expected, 0) as coverage_share,
    {{ quality_grade(
        'counted.forms_expected', 'counted.forms_accounted',
        'counted.passed + counted.rounded + counted.mismatched', 'counted.passed + counted.rounded'
    ) }} as quality_grade
from counted
{%- endmacro %}

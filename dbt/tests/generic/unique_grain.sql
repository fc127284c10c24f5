{# The grain of a table: no two rows with the same values, NULL being a value. #}
{% test unique_grain(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as occurrences
from {{ written(model) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

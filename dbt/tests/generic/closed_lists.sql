{# Columns that hold values of closed lists alone (the seed closed_lists); `several`: values joined
   with ','. One pass per column. #}
{% test closed_lists(model, lists) %}
{% for one in lists %}
select
    '{{ one.column }}' as column_name,
    {{ 'list_value' if one.several else one.column }} as unknown_value,
    count(*) as occurrences
from {{ written(model) }}{% if one.several %}, unnest(string_split({{ one.column }}, ',')) as listed (list_value){% endif %}
where
    {{ 'list_value' if one.several else one.column }} is not null
    and {{ 'list_value' if one.several else one.column }} not in (
        select value from {{ ref('closed_lists') }} where list_name = '{{ one.list }}'
    )
group by unknown_value
{{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}

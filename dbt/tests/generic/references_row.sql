{# A foreign key: every row without NULL in `columns` names a row of `to`. #}
{% test references_row(model, columns, to, to_columns) %}
select
    {{ columns | join(', ') }},
    count(*) as occurrences
from {{ written(model) }} as referring
where
    {% for column in columns -%}
    referring.{{ column }} is not null
    and {% endfor -%}
    not exists (
        select 1
        from {{ to }} as referred
        where
            {% for column in columns -%}
            referring.{{ column }} = referred.{{ to_columns[loop.index0] }}
            {{ 'and' if not loop.last }}
            {% endfor %}
    )
group by {{ columns | join(', ') }}
{% endtest %}

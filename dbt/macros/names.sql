{# Names of classification codes as documents print them: with and without 支出, ordinals, brackets, cut short. #}

{# A name without what spellings differ in: brackets and their marks, ordinals, spaces, punctuation, the closing 支出. #}
{% macro name_key(name) -%}
    regexp_replace(
        regexp_replace(
            {{ name }}, '[（(](类|款|项|级)[）)]|^[一二三四五六七八九十]+[、.．]|^[（(]?[0-9]+[）)、.．]|[\s（）()、，,“”"的]', '', 'g'
        ),
        '支出$|费用$|费$', ''
    )
{%- endmacro %}

{# Whether two names mean the same: equal keys, or one begins or ends with the other (a name that a narrow cell cut). #}
{% macro same_name(printed, official) -%}
    (
        {{ name_key(printed) }} = {{ name_key(official) }}
        or (
            length({{ name_key(printed) }}) >= 4
            and (
                starts_with({{ name_key(official) }}, {{ name_key(printed) }})
                or ends_with({{ name_key(official) }}, {{ name_key(printed) }})
            )
        )
        or (
            length({{ name_key(official) }}) >= 4
            and (
                starts_with({{ name_key(printed) }}, {{ name_key(official) }})
                or ends_with({{ name_key(printed) }}, {{ name_key(official) }})
            )
        )
    )
{%- endmacro %}

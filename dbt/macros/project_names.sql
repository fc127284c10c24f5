{# A project's name as it is compared: without spaces, brackets' width, quotes and the code that some print before it. #}
{% macro plain_project(name) -%}
    regexp_replace(
        regexp_replace(nfc_normalize({{ name }}), '^[0-9A-Z]{12,}[-_－—]', ''), '[\s“”"‘’（）()\[\]【】《》、，,.。·－—_-]', '', 'g'
    )
{%- endmacro %}

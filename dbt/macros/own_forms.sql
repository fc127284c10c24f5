{# Whether an amount stands in the document's own forms: those of other bodies in the same file name the body in every row, and none of
   their rows is a total or a leaf. #}
{% macro of_own_forms() -%}
    (document_id, table_id) not in (
        select
            document_id,
            table_id
        from {{ ref('int_amounts__touched') }}
        group by document_id, table_id
        having bool_and(row_body is not null) and not bool_or(is_total or is_leaf)
    )
{%- endmacro %}

{# The columns of a source in the schema's order and types: a reading written by an older writer is cast, not believed.
   Columns and types come from the source's YAML, which is made from pipelines/schema. #}
{% macro staged_columns(source_name, table_name) -%}
    {%- if execute -%}
        {%- set columns = graph.sources.values()
            | selectattr('source_name', 'equalto', source_name)
            | selectattr('name', 'equalto', table_name) | map(attribute='columns') | first -%}
        {%- for column in columns.values() %}
    cast("{{ column.name }}" as {{ column.data_type }}) as "{{ column.name }}"{{ ',' if not loop.last }}
        {%- endfor -%}
    {%- else -%}
    *
    {%- endif -%}
{%- endmacro %}

{# The rows of a reading table that belong to documents of the archive which the present reader has read. #}
{% macro staged_reading(table_name) -%}
with

readings as (
    select {{ staged_columns('readings', table_name) }}
    from {{ source('readings', table_name) }}
),

archived as (
    select document_id from {{ ref('stg_archive__index') }}
    where reading_path is not null
)

select readings.*
from readings
semi join archived on readings.document_id = archived.document_id
{%- endmacro %}

{# What a continued warehouse writes again. A model whose rows belong to one document each, and are made of that document's
   reading, its subject and reference data alone, is incremental: dbt_project.yml lists them. #}

{# Whether a row is to be written: all of them into a fresh warehouse. A condition, for the innermost step that it fits. #}
{% macro changed_only() -%}
    {%- set changed = ref('int_documents__changed') -%}
    {%- if is_incremental() -%}
        document_id in (select document_id from {{ changed }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Takes away the rows of documents that changed or are gone, before the new ones come. #}
{% macro forget_changed() -%}
    {%- set changed, present = ref('int_documents__changed'), ref('int_documents__identified') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            document_id in (select document_id from {{ changed }})
            or document_id not in (select document_id from {{ present }})
    {%- endif -%}
{%- endmacro %}

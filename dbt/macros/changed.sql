{# What a continued warehouse writes again, and what its tests look at. dbt_project.yml says what the rows of an incremental model
   belong to (meta `rows_of`): a `document` (they are made of its reading, its subject and reference data alone; `followed` where
   they say too which other document it repeats or replaces), a body (`department`, or `subject_document` where its documents are
   the key; `due` where the day matters too that the archive knows of), or a `region`. What belongs to something that changed
   is made again from all of its documents; into a fresh warehouse every row is written, in the order of this key: readings come
   so, models that group or join end with `order by` (row_identities in a step of its own: there is no memory for both). Then
   DuckDB finds by the least and greatest keys of its blocks which few of them hold what is written again. #}

{# By what the rows belong to: their key, and the model that lists which of them are made again. #}
{% macro _listed(rows_of) -%}
    {%- do return({
        'document': ('document_id', 'int_documents__changed'),
        'followed': ('document_id', 'int_documents__followed'),
        'subject_document': ('document_id', 'int_documents__compared'),
        'department': ('department_id', 'int_departments__compared'),
        'due': ('department_id', 'int_departments__due'),
        'region': ('region_code', 'int_regions__compared'),
    }[rows_of]) -%}
{%- endmacro %}

{# Whether a row of an incremental model is to be written: a condition, for the innermost step that it fits. #}
{% macro changed_only(rows_of='document') -%}
    {%- set key, model_name = _listed(rows_of) -%}
    {%- set listed = ref(model_name) -%}
    {%- if is_incremental() -%}
        {{ key }} in (select {{ key }} from {{ listed }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Takes away what is written again, and what is gone, before the new rows come. #}
{% macro forget(rows_of) -%}
    {%- set key, model_name = _listed(rows_of) -%}
    {%- set listed = ref(model_name) -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where {{ key }} in (select {{ key }} from {{ listed }})
    {%- endif -%}
{%- endmacro %}

{# The rows of a model that a test of every row has to look at: those written this time. The others passed when they were
   written, and what they were held against is the same. #}
{% macro written(relation) -%}
    {%- set found = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model')
        | selectattr('name', 'equalto', relation.identifier) | list if execute else [] -%}
    {%- set rows_of = found[0].config.meta.get('rows_of') if found else none -%}
    {%- if rows_of -%}
        {%- set key, model_name = _listed(rows_of) -%}
        {#- No ref: the model is behind the tested one already. -#}
        {%- set listed = graph.nodes['model.duizhang.' ~ model_name].relation_name -%}
        (select * from {{ relation }} where {{ key }} in (select {{ key }} from {{ listed }}))
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# Takes away the groups of peers in which a body stands, or stood, that is compared again. Those of which no row is left
   are made again. #}
{% macro forget_peers() -%}
    {%- set listed = ref('int_departments__compared') -%}
    {%- set groups = ref('int_peer_groups') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where
            peer_group in (
                select peer_group from {{ this }}
                where department_id in (select department_id from {{ listed }})
            )
            or peer_group in (
                select peer_group from {{ groups }}
                where peer_group is not null and department_id in (select department_id from {{ listed }})
            )
    {%- endif -%}
{%- endmacro %}

{# Takes away the names of bodies that nothing uses any more. #}
{% macro forget_spellings() -%}
    {%- set listed = ref('int_body_spellings') -%}
    {%- if is_incremental() -%}
        delete from {{ this }}
        where (region_code, spelling) not in (select (region_code, spelling) from {{ listed }})
    {%- endif -%}
{%- endmacro %}

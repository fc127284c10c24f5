-- The amounts that anything written again is made of: those of documents that changed, are compared again or named as
-- units. A small table beside a large one that is continued, which is looked through once; all, where none is.
{{ config(materialized=env_var('DUIZHANG_TOUCHED', 'view')) }}
select *
from {{ ref('amounts') }}
{%- if env_var('DUIZHANG_TOUCHED', 'view') == 'table' %}
where document_id in (select document_id from {{ ref('int_documents__touched') }})
{%- endif %}

{# Identities of a quality model that lie outside their tolerance. Publishers print some: severity
   warn, with the count. #}
{% test identities_hold(model) %}
select *
from {{ model }}
where status = 'mismatch'
{% endtest %}

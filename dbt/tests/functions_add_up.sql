-- Functional codes of function_years whose finer codes add up to more than the code itself: of all regions, with the
-- count.
{{ config(severity='warn') }}
select *
from {{ ref('function_sums') }}
where is_exceeded

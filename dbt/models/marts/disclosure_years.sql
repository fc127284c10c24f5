-- One row per region, fiscal year and kind: how many disclosures were due, and what became of them.
with

ledger as (
    select * from {{ ref('disclosure_ledger') }}
)

select
    region_code,
    fiscal_year,
    kind,
    count(*) filter (state <> 'not_due') as due,
    {% for state in ['found', 'late', 'empty_with_statement', 'missing', 'not_due'] %}
    count(*) filter (state = '{{ state }}') as {{ state }},
    {% endfor %}
    count(*) filter (withdrawn_date is not null) as withdrawn,
    count(*) filter (state = 'missing') / nullif(count(*) filter (state <> 'not_due'), 0) as missing_share
from ledger
group by region_code, fiscal_year, kind

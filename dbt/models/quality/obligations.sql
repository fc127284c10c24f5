-- One row per document, form, origin and outcome: how many identities ought to hold and came out so, of the reading's
-- own checks and of those recomputed in the warehouse that are not over zeros.
with

reading as (
    select
        document_id,
        form,
        {{ check_origin('check_id', 'severity') }} as origin,
        status
    from {{ ref('checks') }}
    where {{ changed_only() }}
),

recomputed as (
    {% for model in ['leaf_sums', 'code_hierarchy', 'row_identities'] %}
    select
        document_id,
        form,
        'warehouse' as origin,
        status
    from {{ ref(model) }}
    where not is_zero and {{ changed_only() }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

judged as (
    select * from reading
    union all
    select * from recomputed
),

counted as (
    select
        document_id,
        form,
        origin,
        status,
        count(*) as identities
    from judged
    group by document_id, form, origin, status
)

select
    *,
    row_number() over (partition by document_id, form order by origin, status) = 1 as is_first
from counted
order by document_id

-- One row per region and spelling of a body's name: the canonical name, and the id of the body. The id is made of
-- region code and canonical name; a renamed body keeps the id of its first known name. A name says the same in every
-- build by the same code: those that are known are not folded again.
with recursive

regions as (
    select * from {{ ref('int_region_names') }}
),

rules as (
    select
        step,
        pattern,
        coalesce(replacement, '') as replacement
    from {{ ref('body_name_rules') }}
),

last_rule as (
    select max(step) as step
    from rules
),

events as (
    select * from {{ ref('body_events') }}
),

spellings as (
    select * from {{ ref('int_body_spellings') }}
    {%- if is_incremental() %}
    where
        (region_code, spelling) not in (select (region_code, spelling) from {{ this }})
        -- What became of a body follows from all of its events.
        or (region_code, spelling) in (select (from_region_code, from_name) from events)
        or (region_code, spelling) in (select (to_region_code, to_name) from events)
    {%- endif %}
),

-- Compatibility forms folded (NFKC makes the ideographic space a plain one), spaces gone, then rule after rule.
folded as (
    select
        region_code,
        spelling,
        regexp_replace(nfkc(spelling), '\s', '', 'g') as name,
        0 as step
    from spellings
    union all
    select
        folded.region_code,
        folded.spelling,
        regexp_replace(folded.name, rules.pattern, rules.replacement, 'g') as name,
        folded.step + 1 as step
    from folded
    inner join rules on folded.step + 1 = rules.step
),

-- The id names the region already: its name says nothing more, and half of the documents leave it out.
placed as (
    select
        folded.region_code,
        folded.spelling,
        coalesce(nullif(regexp_replace(folded.name, coalesce(regions.pattern, '^'), ''), ''), folded.name)
            as canonical_name
    from folded
    inner join last_rule on folded.step = last_rule.step
    left join regions on folded.region_code = regions.region_code
),

named as (
    select
        region_code,
        spelling,
        canonical_name,
        region_code || '-' || left(sha256(canonical_name), 10) as own_id
    from placed
    where canonical_name <> ''
),

renames as (
    select
        before.own_id as from_id,
        since.own_id as to_id
    from events
    inner join named as before
        on events.from_region_code = before.region_code and events.from_name = before.spelling
    inner join named as since
        on events.to_region_code = since.region_code and events.to_name = since.spelling
    where events.kind = 'rename' and before.own_id <> since.own_id
),

origins as (
    select
        to_id as own_id,
        from_id as origin_id,
        1 as steps
    from renames
    union all
    select
        origins.own_id,
        renames.from_id as origin_id,
        origins.steps + 1 as steps
    from origins
    inner join renames on origins.origin_id = renames.to_id
    where origins.steps < 20
),

first_ids as (
    select
        own_id,
        arg_max(origin_id, steps) as origin_id
    from origins
    group by own_id
)

select
    named.region_code,
    named.spelling,
    named.canonical_name,
    coalesce(first_ids.origin_id, named.own_id) as department_id
from named
left join first_ids on named.own_id = first_ids.own_id
{%- if is_incremental() %}
where (named.region_code, named.spelling) not in (select (region_code, spelling) from {{ this }})
{%- endif %}
order by region_code, spelling

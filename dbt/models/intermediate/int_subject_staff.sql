-- One row per subject: the number of its staff, where the narrative of a document states it. No narrative is read for
-- its facts yet, so there is no row: whoever reads them selects them here, one figure a subject; comparisons follow.
select
    cast(null as varchar) as department_id,
    cast(null as integer) as fiscal_year,
    cast(null as varchar) as entity_level,
    cast(null as bigint) as staff
where false

-- One row per printed row and rule of the seed row_rules: a column against the columns that make it up. Not in order:
-- there is no memory left for that where all rows are made at once.
with

amounts as (
    select
        *,
        {{ measure_stage('measure') }} as stage,
        {{ measure_base('measure') }} as base
    from {{ ref('int_amounts__touched') }}
    where
        measure <> 'unmapped'
        and document_id in (select document_id from {{ ref('int_documents__changed') }})
),

steps as (
    select * from {{ ref('int_printed_steps') }}
),

-- Rows with money under a column that no measure names: what is missing from their sum may stand there.
unnamed_rows as (
    select distinct
        document_id,
        form,
        table_id,
        row_index
    from {{ ref('int_amounts__touched') }}
    where
        measure like '%unmapped'
        and amount_yuan <> 0
        and document_id in (select document_id from {{ ref('int_documents__changed') }})
),

rules as (
    select * from {{ ref('row_rules') }}
),

-- Columns that a table prints anywhere: a part without one is absent, a part with one and no cell in this row is blank.
printed_columns as (
    select distinct
        document_id,
        form,
        table_id,
        side,
        block,
        stage,
        base
    from amounts
),

-- The parts of each rule that the table prints, less those that another printed column contains.
counted_parts as (
    select
        printed_columns.document_id,
        printed_columns.form,
        printed_columns.table_id,
        printed_columns.side,
        printed_columns.block,
        printed_columns.stage,
        rules.rule,
        rules.part,
        rules.sign
    from printed_columns
    inner join rules
        on
            printed_columns.form = rules.form
            and printed_columns.base = rules.part
            and printed_columns.side is not distinct from coalesce(rules.side, printed_columns.side)
    anti join printed_columns as containing
        on
            printed_columns.document_id = containing.document_id
            and printed_columns.form = containing.form
            and printed_columns.table_id = containing.table_id
            and printed_columns.side is not distinct from containing.side
            and printed_columns.block = containing.block
            and printed_columns.stage = containing.stage
            and rules.unless = containing.base
),

part_columns as (
    select
        document_id,
        form,
        table_id,
        side,
        block,
        stage,
        rule,
        list(struct_pack(part := part, sign := sign) order by part) as parts
    from counted_parts
    group by all
),

-- Two cells of one row under the same measure belong together (a figure of each fund, say).
printed_figures as (
    select
        document_id,
        form,
        table_id,
        row_index,
        side,
        block,
        stage,
        base,
        min(code) as code,
        min(line_name) as line_name,
        sum(amount_yuan) as amount_yuan
    from amounts
    group by document_id, form, table_id, row_index, side, block, stage, base
),

printed_rows as (
    select
        document_id,
        form,
        table_id,
        row_index,
        side,
        block,
        stage,
        min(code) as code,
        min(line_name) as line_name,
        map_from_entries(list(struct_pack(k := base, v := amount_yuan))) as figures
    from printed_figures
    group by document_id, form, table_id, row_index, side, block, stage
),

rule_results as (
    select distinct
        rule,
        form,
        side,
        result,
        conditional
    from rules
),

obligations as (
    select
        printed_rows.* exclude (figures),
        rule_results.rule,
        coalesce(len(part_columns.parts), 0) as part_columns,
        len(list_filter(part_columns.parts, lambda p: figures[p.part] is not null)) as operands,
        figures[rule_results.result] as expected_yuan,
        list_sum(list_transform(part_columns.parts, lambda p: p.sign * coalesce(figures[p.part], 0))) as parts_yuan,
        -- Beijing prints operating and the like as 其中 of basic and project.
        list_sum(
            list_transform(
                list_filter(
                    part_columns.parts,
                    lambda p: p.part not in ('operating', 'remitted_to_superior', 'affiliate_subsidy')
                ),
                lambda p: p.sign * coalesce(figures[p.part], 0)
            )
        ) as core_yuan,
        rule_results.conditional
    from printed_rows
    inner join rule_results
        on
            printed_rows.form = rule_results.form
            and printed_rows.side is not distinct from coalesce(rule_results.side, printed_rows.side)
    left join part_columns
        on
            printed_rows.document_id = part_columns.document_id
            and printed_rows.form = part_columns.form
            and printed_rows.table_id = part_columns.table_id
            and printed_rows.side is not distinct from part_columns.side
            and printed_rows.block = part_columns.block
            and printed_rows.stage = part_columns.stage
            and rule_results.rule = part_columns.rule
),

judged as (
    select
        obligations.* exclude (expected_yuan, parts_yuan, core_yuan, operands),
        cast(coalesce(obligations.operands, 0) as bigint) as operands,
        cast(obligations.expected_yuan as decimal(18, 2)) as expected_yuan,
        -- A row whose parts are all blank is a heading or a line that prints totals alone.
        cast(
            case
                when obligations.part_columns < 2 or obligations.operands = 0 then null
                when obligations.expected_yuan = obligations.core_yuan then obligations.core_yuan
                when unnamed_rows.row_index is null or obligations.expected_yuan = obligations.parts_yuan
                    then obligations.parts_yuan
            end
            as decimal(18, 2)
        ) as actual_yuan,
        {{ tolerance('coalesce(obligations.operands, 0)', 'steps.step_yuan') }} as tolerance_yuan
    from obligations
    inner join steps on obligations.document_id = steps.document_id and obligations.form = steps.form
    left join unnamed_rows
        on
            obligations.document_id = unnamed_rows.document_id
            and obligations.form = unnamed_rows.form
            and obligations.table_id = unnamed_rows.table_id
            and obligations.row_index = unnamed_rows.row_index
    where
        (obligations.expected_yuan is not null or obligations.operands > 0)
        and (obligations.part_columns >= 2 or not obligations.conditional)
)

select
    document_id,
    form,
    table_id,
    row_index,
    side,
    block,
    stage,
    rule,
    code,
    line_name,
    operands,
    expected_yuan,
    actual_yuan,
    cast(actual_yuan - expected_yuan as decimal(18, 2)) as difference_yuan,
    tolerance_yuan,
    {{ identity_status('expected_yuan', 'actual_yuan', 'tolerance_yuan') }} as status,
    coalesce(expected_yuan, 0) = 0 and coalesce(actual_yuan, 0) = 0 as is_zero,
    operands > 0 and operands < part_columns as blank_as_zero
from judged

-- One row per document and form: the value in yuan of the last digit that the form prints.
-- The finest figure counts: a spreadsheet prints 47.2 beside 47.29, and both have two decimals.
with

amounts as (
    select * from {{ ref('int_amounts__touched') }}
)

select
    document_id,
    form,
    min({{ printed_step('published', 'published_unit') }}) as step_yuan
from amounts
group by document_id, form

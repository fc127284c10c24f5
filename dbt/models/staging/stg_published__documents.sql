-- One row per document of the published warehouse that is continued, as published, and whether its present reading and
-- its entry in the archive are those that it holds. None, where nothing is continued.
select *
from read_parquet('{{ env_var("DUIZHANG_KNOWN", "../data/build/aside/known.parquet") }}')

-- One row per region and name of a body in rows of the published warehouse that is continued. None, where nothing is.
select *
from read_parquet('{{ env_var("DUIZHANG_BODIES", "../data/build/aside/bodies.parquet") }}')

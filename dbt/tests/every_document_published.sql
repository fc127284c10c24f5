-- Documents of the archive that have a reading and are not in `documents`, and the reverse: a document is never lost.
select document_id
from {{ ref('stg_archive__index') }}
where reading_path is not null and document_id not in (select document_id from {{ ref('documents') }})
union all
select document_id
from {{ ref('documents') }}
where document_id not in (select document_id from {{ ref('stg_archive__index') }})

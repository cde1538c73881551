import { useState } from 'react';
import { History, type Against } from '@/ui/History';
import type { Kind } from './keys';
import type { PageSearch } from './listSearch';
import { useHistory } from './revisions';

interface Props {
  kind: Kind;
  id: number;
  search: PageSearch; // has the version that is looked at
  onSearch: (next: PageSearch) => void;
}

// HistoryTab is the versions of a resource.
export function HistoryTab({ kind, id, search, onSearch }: Props) {
  const [against, setAgainst] = useState<Against>('before');
  const history = useHistory(kind, id, search.version, against);
  return <History {...history} against={against} onAgainst={setAgainst} onShow={(version) => onSearch({ ...search, version })} restore={(v) => history.restore(v).then(() => onSearch({ tab: 'history' }))} />;
}

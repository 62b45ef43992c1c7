import type { AuditEntry } from '../../api/audit.ts';
import { Button } from '../../components/button.tsx';
import { DefinitionList } from '../../components/definition-list.tsx';
import { formatInstantWhole } from '../../values/format.ts';
import { detailRows, termWords } from './detail-rows.ts';

/** Everything the entry holds, as terms and values. */
export function EntryDetail({
  entry,
  onObject,
}: {
  readonly entry: AuditEntry;
  readonly onObject: () => void;
}) {
  const items = [
    ...detailRows(entry.detail),
    { term: 'at', text: formatInstantWhole(entry.at) },
    { term: 'action', text: entry.action },
    { term: termWords(entry.object.kind), text: entry.object.id },
    ...(entry.requestId === null ? [] : [{ term: 'request', text: entry.requestId }]),
  ];
  return (
    <div className="flex flex-col items-start gap-2 py-2 pl-6.5 sm:pl-40">
      <DefinitionList items={items} />
      <Button dense onClick={onObject}>
        Only entries about this
      </Button>
    </div>
  );
}

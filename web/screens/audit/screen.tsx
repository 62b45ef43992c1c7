import { ChevronRight } from 'lucide-react';
import { useCallback } from 'react';
import { type AuditEntry, useAudit } from '../../api/audit.ts';
import { useClosed } from '../../api/session.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { useWords } from '../../components/words.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SearchField } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { Page } from '../../components/page.tsx';
import { PagedView } from '../../components/paged-view.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { questionOf, useAuditAddress } from './address.ts';
import { AuditFilters } from './audit-filters.tsx';
import { actorWords, kindWords, objectWords, verbOf } from './entry-words.ts';
import { DefinitionList } from '../../components/definition-list.tsx';
import { formatInstantWhole } from '../../values/format.ts';
import { detailRows } from './detail-rows.ts';
import { useAuditTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** Who did what, when; append-only, newest first. */
export default function Screen() {
  const text = useAuditTexts();
  const closed = useClosed()('read-audit');
  return (
    <Page title={text('console-audit.title')}>
      {closed === null ? <Audit /> : <EmptyState text={closed} />}
    </Page>
  );
}

function Audit() {
  const text = useAuditTexts();
  const { filter, setFilter, clear } = useAuditAddress();
  const list = useAudit(questionOf(filter), true);
  useShownVersion(list.isPlaceholderData ? undefined : list.version);
  const isFiltered = Object.values(filter).some((value) => value !== '');
  const search = useCallback((q: string) => setFilter({ q }), [setFilter]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-2">
        <SearchField label={text('console-audit.search')} value={filter.q} onChange={search} />
        <AuditFilters />
        {isFiltered ? (
          <Button dense look="quiet" onClick={clear}>
            {text('console-audit.clear-filters')}
          </Button>
        ) : null}
      </div>
      <PagedView list={list} empty={<EmptyState text={text('console-audit.none')} />}>
        {(entries) => (
          <ol
            aria-label={text('console-audit.entries')}
            className="divide-y divide-line rounded-card border border-line bg-surface"
          >
            {entries.map((entry) => (
              <Entry
                key={entry.id}
                entry={entry}
                onObject={() => setFilter({ object: `${entry.object.kind}:${entry.object.id}` })}
              />
            ))}
          </ol>
        )}
      </PagedView>
    </div>
  );
}

function Entry({ entry, onObject }: { readonly entry: AuditEntry; readonly onObject: () => void }) {
  const text = useAuditTexts(entry.integrationId ?? undefined);
  const object = objectWords(entry, text);
  const { psaIds } = useWords(entry.integrationId ?? undefined);
  return (
    <li className="px-4 py-1.5 text-table">
      <details className="group">
        <summary className="flex cursor-pointer items-baseline gap-x-3 rounded-chip">
          <ChevronRight
            size={14}
            aria-hidden
            className="shrink-0 translate-y-0.5 text-ink-3 transition-transform group-open:rotate-90"
          />
          <span className="w-28 shrink-0 text-ink-3">
            <Instant at={entry.at} />
          </span>
          <span className="min-w-0 grow">
            <span className="font-medium">
              <VendorText text={actorWords(entry, text)} />
            </span>{' '}
            {verbOf(entry.action, text)}
            {object === null ? null : (
              <>
                {' '}
                <VendorText text={object} className="font-medium" />
              </>
            )}
            {entry.company === null ? null : (
              <>
                {entry.action === 'mapping.map-account' ? ' ' : ', '}
                {filled(
                  text(
                    entry.action === 'mapping.map-account'
                      ? 'console-audit.to-company'
                      : 'console-audit.of-company',
                    { name: slot(0), id: `${psaIds} ${entry.company.id}` },
                  ),
                  <VendorText text={entry.company.name} />,
                )}
              </>
            )}
          </span>
        </summary>
        <EntryDetail entry={entry} onObject={onObject} />
      </details>
    </li>
  );
}

/** Everything the entry holds, as terms and values. */
function EntryDetail({ entry, onObject }: { readonly entry: AuditEntry; readonly onObject: () => void }) {
  const text = useAuditTexts();
  const items = [
    ...detailRows(entry.detail, text),
    { term: text('console-audit.term.at'), text: formatInstantWhole(entry.at) },
    { term: text('console-audit.term.action'), text: entry.action },
    { term: kindWords(entry.object.kind, text), text: entry.object.id },
    ...(entry.requestId === null
      ? []
      : [{ term: text('console-audit.term.request'), text: entry.requestId }]),
  ];
  return (
    <div className="flex flex-col items-start gap-2 py-2 pl-6.5 sm:pl-40">
      <DefinitionList items={items} />
      <Button dense onClick={onObject}>
        {text('console-audit.only-this')}
      </Button>
    </div>
  );
}

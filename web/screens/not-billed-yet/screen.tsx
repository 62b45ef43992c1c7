import { useState } from 'react';
import { useParams } from '../../components/router.tsx';
import { notBilledYetFile, type ToCreate, useLinesToCreate } from '../../api/customers.ts';
import type { DecisionResult } from '../../api/usage-decisions.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { useWords } from '../../components/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Figure } from '../../components/figure.tsx';
import { amount, totalsOf } from '../../values/figure.ts';
import { filled, slot } from '../../components/texts.ts';
import { Page } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Leave, Section } from '../../components/report-layout.tsx';
import { tabSeparated } from '../../components/tab-separated.ts';
import { tableFiles } from '../../context/report-files.ts';
import { EndLineDialog } from '../line-change/end-line-dialog.tsx';
import {
  agreementText,
  columns,
  type EndItem,
  endColumns,
  type Item,
  lineColumn,
  whyColumn,
} from './columns.tsx';
import { CreateBar, CreateDialogs } from './create-lines.tsx';
import { endColumn, selectColumn, stateColumn } from './state-columns.tsx';
import { type NotBilledYetText, useNotBilledYetTexts } from './texts.ts';
import { useCreating } from './use-creating.ts';

/** Lines that are created here, one or several, or added in the PSA; each leaves the list once a sync finds it. */
export default function Screen() {
  const { id = '' } = useParams();
  const query = useLinesToCreate(id);
  const { data } = query;
  useShownVersion(data?.dataVersion, id);
  const words = useWords(id);
  const text = useNotBilledYetTexts(id);
  return (
    <Page
      title={text('console-not-billed-yet.title')}
      actions={
        <Leave files={tableFiles((format) => notBilledYetFile(id, format))}>
          {data === undefined ? null : (
            <CopyButton
              text={clipboardText(data, words.psaIds, text)}
              words={text('console-not-billed-yet.copy')}
            />
          )}
        </Leave>
      }
    >
      <QueryView query={query}>{(list) => <ToCreateBody list={list} integrationId={id} />}</QueryView>
    </Page>
  );
}

/** What can be created or added; what is to be checked first is not copied. */
const toAdd = ({ items }: ToCreate): readonly Item[] => items.filter(({ advised }) => advised);

export const clipboardText = (list: ToCreate, psaIds: string, text: NotBilledYetText): string =>
  tabSeparated([
    [
      text('console-not-billed-yet.column.customer'),
      psaIds,
      text('console-not-billed-yet.column.product'),
      text('console-not-billed-yet.column.agreement'),
      text('console-not-billed-yet.column.quantity'),
      text('console-not-billed-yet.column.price-in', { currency: list.currency }),
    ],
    ...toAdd(list).map((item) => [
      item.company?.name ?? item.label,
      item.company?.id ?? null,
      item.productId,
      agreementText(item),
      item.quantity === null ? null : String(item.quantity),
      item.currency === list.currency ? item.unitPrice : amount(item.unitPrice, { currency: item.currency }),
    ]),
  ]);

export function ToCreateBody({
  list,
  integrationId,
}: {
  readonly list: ToCreate;
  readonly integrationId: string;
}) {
  const { psaIds } = useWords(integrationId);
  const text = useNotBilledYetTexts(integrationId);
  const creating = useCreating(list.items, integrationId, text);
  const [ending, setEnding] = useState<EndItem | null>(null);
  const [ended, setEnded] = useState<ReadonlyMap<string, DecisionResult>>(new Map());
  const lines = toAdd(list);
  const lookFirst = list.items.filter(({ advised }) => !advised);
  return (
    <div className="flex flex-col gap-5">
      <p className="max-w-4xl text-ink-2">{text('console-not-billed-yet.intro')}</p>
      <Section
        title={text('console-not-billed-yet.to-add')}
        empty={text('console-not-billed-yet.none')}
        rows={lines}
      >
        <CreateBar creating={creating} text={text} />
        <DataTable
          label={text('console-not-billed-yet.to-add-label')}
          columns={[
            selectColumn(creating, text),
            ...columns(integrationId, psaIds, text),
            stateColumn(creating, text),
            lineColumn(text),
          ]}
          rows={lines}
          rowId={({ usageLineId }) => usageLineId}
        />
        <Sum items={lines} text={text} />
      </Section>
      {lookFirst.length === 0 ? null : (
        <Section title={text('console-not-billed-yet.check')} empty="" rows={lookFirst}>
          <DataTable
            label={text('console-not-billed-yet.check-label')}
            columns={[...columns(integrationId, psaIds, text), whyColumn(text), lineColumn(text)]}
            rows={lookFirst}
            rowId={({ usageLineId }) => usageLineId}
          />
        </Section>
      )}
      {list.toEnd.length === 0 ? null : (
        <Section title={text('console-not-billed-yet.to-end')} empty="" rows={list.toEnd}>
          <DataTable
            label={text('console-not-billed-yet.to-end-label')}
            columns={[...endColumns(integrationId, psaIds, text), endColumn(ended, setEnding, text)]}
            rows={list.toEnd}
            rowId={({ psaLineId }) => psaLineId}
          />
        </Section>
      )}
      <CreateDialogs creating={creating} integrationId={integrationId} text={text} />
      {ending === null ? null : (
        <EndLineDialog
          line={{ id: ending.usageLineId, integrationId, label: ending.company?.name ?? ending.label }}
          onEnded={(result, psaLineId) => {
            setEnding(null);
            setEnded((now) => new Map([...now, [psaLineId, result]]));
            creating.note(result);
          }}
          onClose={() => setEnding(null)}
        />
      )}
    </div>
  );
}

function Sum({ items, text }: { readonly items: readonly Item[]; readonly text: NotBilledYetText }) {
  const totals = totalsOf(
    items,
    ({ perMonth }) => perMonth,
    (item) => item.currency,
  );
  return (
    <p className="tabular-nums">
      {filled(
        text('console-not-billed-yet.sum', { count: items.length, amount: slot(0) }),
        <Figure measure="notBilled" totals={totals} named perMonth />,
      )}
    </p>
  );
}

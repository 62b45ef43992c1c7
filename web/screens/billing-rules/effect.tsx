import type { Effect } from '../../api/billing-rules.ts';
import { usageKinds } from '../../../contracts/api/usage.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { Amount } from '../../components/figure.tsx';
import { kindWords } from '../../components/kind-words.ts';
import { LineLink } from '../../components/place-links.tsx';
import { Section } from '../../components/report-layout.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { useWords, type Words } from '../../components/words.ts';
import { formatCount, formatDayDated, formatDecimal } from '../../values/format.ts';
import { type RulesText, useRulesTexts } from './texts.ts';

type ChangedLine = Effect['lines'][number];
type Side = ChangedLine['before'];

/** What a change of the rules does in the running month: lines, money, and approvals that become void. */
export function EffectTables({
  effect,
  integrationId,
}: {
  readonly effect: Effect;
  readonly integrationId: string;
}) {
  const text = useRulesTexts(integrationId);
  const words = useWords(integrationId);
  const { customers, total, lines, perMonth, voided } = effect;
  return (
    <>
      <p role="status" className="font-semibold">
        {total === 0
          ? text('console-billing-rules.effect.none')
          : text('console-billing-rules.effect.total', { lines: total, customers })}
      </p>
      {perMonth.length === 0 || total === 0 ? null : (
        <DataTable
          label={text('console-billing-rules.effect.money')}
          columns={moneyColumns(text)}
          rows={perMonth}
          rowId={({ currency }) => currency}
        />
      )}
      {lines.length === 0 ? null : (
        <Section title={text('console-billing-rules.effect.lines')} empty="" rows={lines}>
          <DataTable
            label={text('console-billing-rules.effect.lines')}
            columns={lineColumns(text, words)}
            rows={lines}
            rowId={({ groupKey }) => groupKey}
          />
          {total > lines.length ? (
            <p className="text-table text-ink-2">
              {text('console-billing-rules.effect.more', { shown: lines.length, total })}
            </p>
          ) : null}
        </Section>
      )}
      {voided.length === 0 ? null : (
        <Section title={text('console-billing-rules.effect.voided')} empty="" rows={voided}>
          <p className="text-ink-2">
            {text('console-billing-rules.effect.voided-why', { count: voided.length })}
          </p>
          <DataTable
            label={text('console-billing-rules.effect.voided')}
            columns={voidedColumns(text)}
            rows={voided}
            rowId={({ approvalLineId }) => approvalLineId}
          />
        </Section>
      )}
    </>
  );
}

const moneyColumns = (text: RulesText): readonly TableColumn<Effect['perMonth'][number]>[] => [
  { id: 'currency', head: text('console-billing-rules.column.currency'), cell: ({ currency }) => currency },
  {
    id: 'before',
    head: text('console-billing-rules.column.money-before'),
    numeric: true,
    cell: ({ before, currency }) => <Amount of={before} signed currency={currency} />,
  },
  {
    id: 'after',
    head: text('console-billing-rules.column.money-after'),
    numeric: true,
    cell: ({ after, currency }) => <Amount of={after} signed currency={currency} />,
  },
  {
    id: 'unknown',
    head: text('console-billing-rules.column.unknown'),
    numeric: true,
    cell: ({ unknown }) => formatCount(unknown),
  },
];

const lineColumns = (text: RulesText, words: Words): readonly TableColumn<ChangedLine>[] => [
  {
    id: 'line',
    head: text('console-billing-rules.column.line'),
    cell: ({ usageLineId, label }) => <LineLink usageLineId={usageLineId} name={label} />,
  },
  {
    id: 'seats',
    head: text('console-billing-rules.column.seats'),
    numeric: true,
    cell: ({ seats }) => formatCount(seats),
  },
  {
    id: 'units-before',
    head: text('console-billing-rules.column.units-before'),
    numeric: true,
    cell: ({ before }) => unitsOf(before, text),
  },
  {
    id: 'units-after',
    head: text('console-billing-rules.column.units-after'),
    numeric: true,
    cell: ({ after }) => unitsOf(after, text),
  },
  {
    id: 'kind-before',
    head: text('console-billing-rules.column.kind-before'),
    wideOnly: true,
    cell: ({ before }) => kindOf(before, words, text),
  },
  {
    id: 'kind-after',
    head: text('console-billing-rules.column.kind-after'),
    cell: ({ after }) => kindOf(after, words, text),
  },
  {
    id: 'money-before',
    head: text('console-billing-rules.column.money-before'),
    numeric: true,
    wideOnly: true,
    cell: ({ before }) => <EffectOf side={before} />,
  },
  {
    id: 'money-after',
    head: text('console-billing-rules.column.money-after'),
    numeric: true,
    cell: ({ after }) => <EffectOf side={after} />,
  },
];

const voidedColumns = (text: RulesText): readonly TableColumn<Effect['voided'][number]>[] => [
  {
    id: 'line',
    head: text('console-billing-rules.column.line'),
    cell: ({ label }) => <VendorText text={label} />,
  },
  {
    id: 'change',
    head: text('console-billing-rules.column.approved'),
    numeric: true,
    cell: ({ before, after }) =>
      text('console-billing-rules.from-to', { before: formatDecimal(before), after: formatDecimal(after) }),
  },
];

function unitsOf(side: Side, text: RulesText): string {
  const units = formatCount(side?.units);
  return side?.later == null
    ? units
    : text('console-billing-rules.units-change', {
        units,
        later: formatCount(side.later.units),
        day: formatDayDated(side.later.from),
      });
}

function kindOf(side: Side, words: Words, text: RulesText): string {
  if (side === null) return text('console-billing-rules.no-line');
  const kind = usageKinds.find((one) => one === side.kind);
  return kind === undefined ? side.kind : kindWords(kind, words);
}

/** What agrees has no effect that could be unknown. */
const EffectOf = ({ side }: { readonly side: Side }) =>
  side === null || (side.effectPerMonth === null && side.kind === 'match') ? (
    '–'
  ) : (
    <Amount of={side.effectPerMonth} signed currency={side.currency} />
  );

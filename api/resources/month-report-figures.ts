import type { MonthFigures } from '../../domain/months/month-report.ts';
import { amountIn, currenciesOf, type EffectTotals } from '../../domain/usage/measure-totals.ts';
import type { Measure } from '../../domain/usage/measures.ts';
import { type Message, message } from '../../messages/message.ts';
import type { TableCell } from '../table-files.ts';
import { currencyCell } from './currency-cell.ts';

type Row = readonly TableCell[];
type Sum = EffectTotals | { readonly lines: number } | Pick<EffectTotals, 'perMonth' | 'others'>;
type Figure = readonly [name: Message, sum: Sum];

/** Of open lines; what waits is among the changes of the month. */
export const openMeasures = [
  'underBilled',
  'heldUp',
  'overBilled',
  'heldDown',
  'notBilled',
] as const satisfies readonly Measure[];

const figuresOf = ({
  recovered,
  credited,
  net,
  netOthers,
  waiting,
  conflicts,
  open,
  notRead,
}: MonthFigures): readonly Figure[] => [
  [message('console-figures.name.recovered'), recovered],
  [message('console-figures.name.credited'), credited],
  [
    message('console-figures.name.net'),
    { perMonth: net, ...(netOthers === undefined ? {} : { others: netOthers }) },
  ],
  [message('console-figures.name.waitingUp'), waiting.up],
  [message('console-figures.name.waitingDown'), waiting.down],
  [message('reports.figure.conflicts'), { lines: conflicts }],
  [message('reports.figure.open'), { lines: open.lines }],
  ...open.byKind.flatMap((ofKind): readonly Figure[] => {
    const { lines, effect, atRisk } = ofKind;
    const kind = message(`console-kinds.${ofKind.kind}`);
    return [
      [message('reports.figure.open-of', { kind }), { lines }],
      ...(effect.lines === 0 ? [] : [[message('reports.figure.to-approve', { kind }), effect] as const]),
      ...(atRisk.lines === 0 ? [] : [[message('reports.figure.not-billed', { kind }), atRisk] as const]),
    ];
  }),
  ...openMeasures.map((measure): Figure => [
    message(`console-figures.name.${measure}`),
    open.measures[measure],
  ]),
  [message('reports.figure.not-read'), { lines: notRead.lines }],
  [message('reports.figure.accounts-not-read'), { lines: notRead.accounts }],
];

const moneyOf = (sum: Sum | undefined): EffectTotals | null =>
  sum !== undefined && 'perMonth' in sum ? { lines: 0, unknown: 0, ...sum } : null;

/** By what the message says. */
const byName = (figures: readonly Figure[]) =>
  new Map(figures.map((figure) => [JSON.stringify(figure[0]), figure]));

/** Figures of either month, one row for each currency; what one of them does not have stays empty there. */
export function figureRows(own: string, now: MonthFigures, before: MonthFigures | null): readonly Row[] {
  const present = byName(figuresOf(now));
  const former = byName(before === null ? [] : figuresOf(before));
  // Those of the present month first, in their order.
  return [...new Map([...present, ...former]).entries()].flatMap(([key, [name]]) =>
    rowsOf(name, own, present.get(key)?.[1], former.get(key)?.[1]),
  );
}

function rowsOf(name: Message, own: string, sum: Sum | undefined, was: Sum | undefined): readonly Row[] {
  const [money, formerMoney] = [moneyOf(sum), moneyOf(was)];
  return currenciesOf([money, formerMoney].flatMap((one) => one ?? [])).map((currency, nth) => {
    const first = <T>(value: T): T | null => (nth === 0 ? value : null);
    const amounts = [money, formerMoney].map((one) => (one === null ? null : amountIn(one, currency)));
    return [
      name,
      currencyCell(currency, own, amounts),
      first(sum !== undefined && 'lines' in sum ? sum.lines : null),
      amounts[0] ?? null,
      first(sum !== undefined && 'unknown' in sum ? sum.unknown : null),
      first(was !== undefined && 'lines' in was ? was.lines : null),
      amounts[1] ?? null,
    ];
  });
}

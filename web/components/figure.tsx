import { Fragment, type ReactNode } from 'react';
import { type FigureName, hasSign } from '../../contracts/api/figures.ts';
import {
  amount,
  amounts,
  type AmountStyle,
  figure,
  type MeasuredTotals,
  measureParts,
  type SumStyle,
  type Totals,
  unknownIn,
} from '../values/figure.ts';
import { figureText, figureTooltip } from '../values/figure-words.ts';

/** A figure of money (RULES 12) with its definition as a tooltip. */
export function Figure({
  measure,
  totals,
  ...style
}: Omit<SumStyle, 'signed'> & {
  readonly measure: FigureName;
  readonly totals: Totals;
}) {
  return (
    <span className="tabular-nums" title={figureTooltip(measure)}>
      {figure(measure, totals, style)}
    </span>
  );
}

/** The same as the large number of a tile: other currencies and unknown amounts are below the first amount. */
export function TileFigure({
  measure,
  totals,
  unit,
}: {
  readonly measure: FigureName;
  readonly totals: Totals;
  /** What follows the first amount, in the company's own currency or in another one. */
  readonly unit: { readonly own: string; readonly other: string };
}) {
  const [first, ...others] = amounts(totals, { signed: hasSign(measure) });
  const isOwn = Number(totals.perMonth) !== 0 || totals.others === undefined;
  const { lines, unknown = 0 } = totals;
  const isUnknown = unknown > 0 && lines === unknown;
  return (
    <span title={figureTooltip(measure)}>
      {first}{' '}
      {isUnknown ? null : (
        <span className="ml-0.5 text-table font-normal whitespace-nowrap text-ink-3 max-sm:ml-0 max-sm:block max-sm:leading-4">
          {isOwn ? unit.own : unit.other}
        </span>
      )}
      {others.map((one) => (
        <span key={one} className="block text-table font-normal">
          {one}
        </span>
      ))}
      {unknown === 0 || isUnknown ? null : (
        <span className="block text-table font-normal">
          {figureText('console-figures.more-unknown', { count: unknown })}
        </span>
      )}
    </span>
  );
}

/** Each measure that has lines, with its tooltip; renders nothing when there are none. */
export function Figures({
  totals,
  bare = false,
  known = false,
  none = '',
  unit,
}: {
  readonly totals: MeasuredTotals;
  /** For places that already say what is held, waits or is not billed. */
  readonly bare?: boolean;
  /** For places that show the number of unknown amounts themselves. */
  readonly known?: boolean;
  /** Shown when these lines are in no measure. */
  readonly none?: ReactNode;
  /** The currency of all amounts, shown once after them. */
  readonly unit?: string;
}) {
  const apart = known || unit !== undefined;
  const parts = measureParts(totals, { bare, known: apart });
  const unknown = apart ? unknownIn(totals) : 0;
  if (parts.length === 0) return unknown === 0 ? none : amount(null);
  return (
    <>
      {parts.map(({ measure, text }, index) => (
        <Fragment key={measure}>
          {index === 0 ? '' : ', '}
          <span className="tabular-nums" title={figureTooltip(measure)}>
            {text}
          </span>
        </Fragment>
      ))}
      {unit === undefined ? '' : ` ${unit}`}
      {unknown === 0 || known ? '' : ` ${figureText('console-figures.more-unknown', { count: unknown })}`}
    </>
  );
}

/** The amount of one line or change; null: unknown. */
export const Amount = ({ of, ...style }: AmountStyle & { readonly of: string | null }) => (
  <span className="tabular-nums">{amount(of, style)}</span>
);

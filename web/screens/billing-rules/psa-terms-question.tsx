import { useId } from 'react';
import type { Effect } from '../../api/billing-rules.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { formatDecimal } from '../../values/format.ts';
import { type RulesText, useRulesTexts } from './texts.ts';

type PsaTerms = Effect['psaTerms'][number];

/** Free units or a minimum of a rule on lines that the PSA computes with its own: do both apply (RULES 13)? */
export function PsaTermsQuestion({
  psaTerms,
  agreed,
  onAgree,
  integrationId,
}: {
  readonly psaTerms: readonly PsaTerms[];
  readonly agreed: boolean;
  /** Absent: the answer is in the file. */
  readonly onAgree?: (agreed: boolean) => void;
  readonly integrationId: string;
}) {
  const text = useRulesTexts(integrationId);
  const id = useId();
  const asked = psaTerms.filter(({ held }) => !held);
  if (asked.length === 0) return null;
  return (
    <section className={box}>
      <h3 className="font-semibold">{text('console-billing-rules.psa-terms-question')}</h3>
      <p>{text('console-billing-rules.psa-terms-why')}</p>
      <DataTable
        label={text('console-billing-rules.psa-terms')}
        columns={columns(text)}
        rows={asked}
        rowId={rowId}
      />
      {onAgree === undefined ? (
        <p>{text('console-billing-rules.both-apply-file', { column: 'withPsaTerms' })}</p>
      ) : (
        <label htmlFor={id} className="flex items-center gap-2">
          <input
            id={id}
            type="checkbox"
            className="size-4 accent-accent"
            checked={agreed}
            onChange={(event) => onAgree(event.target.checked)}
          />
          {text('console-billing-rules.both-apply-agree')}
        </label>
      )}
    </section>
  );
}

/** Lines on which an unchanged rule begins to apply, of which nobody confirmed that it does so with terms of the PSA. */
export function LinesHeldByTerms({
  psaTerms,
  integrationId,
}: {
  readonly psaTerms: readonly PsaTerms[];
  readonly integrationId: string;
}) {
  const text = useRulesTexts(integrationId);
  const held = psaTerms.filter((line) => line.held);
  if (held.length === 0) return null;
  return (
    <section className={box}>
      <h3 className="font-semibold">{text('console-billing-rules.held-by-terms')}</h3>
      <p>{text('console-billing-rules.held-by-terms-why')}</p>
      <DataTable
        label={text('console-billing-rules.held-by-terms')}
        columns={[...columns(text), sourceColumn(text)]}
        rows={held}
        rowId={rowId}
      />
    </section>
  );
}

const box = 'flex flex-col gap-2 rounded-card border border-warn-mark bg-warn-tint px-4 py-3';

/** A line may stand under two rules in one period. */
const rowId = ({ psaLineId, source }: PsaTerms): string => `${psaLineId} ${source}`;

const sourceColumn = (text: RulesText): TableColumn<PsaTerms> => ({
  id: 'source',
  head: text('console-billing-rules.rule'),
  cell: ({ source }) => <VendorText text={source} />,
});

const columns = (text: RulesText): readonly TableColumn<PsaTerms>[] => [
  {
    id: 'line',
    head: text('console-billing-rules.column.line'),
    cell: ({ label, psaLineId }) => (
      <>
        <VendorText text={label} /> <span className="text-ink-2">{psaLineId}</span>
      </>
    ),
  },
  {
    id: 'included',
    head: text('console-billing-rules.column.included'),
    numeric: true,
    cell: ({ lessIncluded }) => (lessIncluded === null ? '–' : formatDecimal(lessIncluded)),
  },
  {
    id: 'minimum',
    head: text('console-billing-rules.column.psa-minimum'),
    numeric: true,
    cell: ({ minimum }) => (minimum === null ? '–' : formatDecimal(minimum)),
  },
  {
    id: 'units',
    head: text('console-billing-rules.column.units-both'),
    numeric: true,
    cell: ({ units }) => (units === null ? text('console-billing-rules.unknown') : formatDecimal(units)),
  },
];

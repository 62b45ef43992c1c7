import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Ref } from 'react';
import { kindWords } from '../../../components/kind-words.ts';
import { useUsageLine, type UsageDetail, type UsageRow } from '../../../api/usage.ts';
import { useWords } from '../../../components/words.ts';
import { Banner } from '../../../components/banner.tsx';
import { Button } from '../../../components/button.tsx';
import { ErrorCard, FailureCard } from '../../../components/failure-card.tsx';
import { formatCount } from '../../../values/format.ts';
import { KindLink } from '../../../components/kind-mark.tsx';
import { Panel } from '../../../components/panel.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { flagWords } from '../review/decision-words.ts';
import { Effect } from './effect.tsx';
import { Evidence } from './evidence.tsx';
import { BillingTargetQuestion } from './billing-target-question.tsx';
import { LineActions } from './line-actions.tsx';
import { LineHistory } from './line-history.tsx';
import { LineIdentity } from './line-sources.tsx';
import { moneyOf, moneyText, quantityText, varianceText } from '../../usage-line/line-facts.ts';
import { LineLinks } from './line-links.tsx';
import { RulePart } from './rule-part.tsx';
import { MarginPart } from './margin-part.tsx';
import { NotePart } from './note-part.tsx';
import { useDeciding, useRules } from '../review/review.tsx';
import { usePanelTexts } from './texts.ts';
import { NextStep } from './next-step.tsx';

export interface LinePanelProps {
  readonly id: string;
  readonly row: UsageRow | null;
  /** "3 of 37". */
  readonly place: string | null;
  readonly onMove: (by: 1 | -1) => void;
  readonly onClose: () => void;
  readonly panelRef: Ref<HTMLDivElement>;
}

/** One line with everything that is asked about it; `row` is null where a link opens one that the table has not. */
export default function LinePanel({ id, row, place, onMove, onClose, panelRef }: LinePanelProps) {
  const query = useUsageLine(id);
  const shown = row ?? query.data ?? null;
  const text = usePanelTexts(shown?.integrationId);
  return (
    <Panel
      label={
        shown === null
          ? text('console-usage-panel.panel')
          : text('console-usage-panel.panel.of', { name: shortText(shown.label) })
      }
      title={shown === null ? text('console-usage-panel.panel') : <VendorText text={shown.label} oneLine />}
      actions={
        <span className="flex items-center gap-1 text-label font-normal text-ink-3">
          {place}
          <Button
            dense
            look="quiet"
            className="px-1.5"
            aria-label={text('console-usage-panel.panel.previous')}
            onClick={() => onMove(-1)}
          >
            <ChevronUp size={16} aria-hidden />
          </Button>
          <Button
            dense
            look="quiet"
            className="px-1.5"
            aria-label={text('console-usage-panel.panel.next')}
            onClick={() => onMove(1)}
          >
            <ChevronDown size={16} aria-hidden />
          </Button>
        </span>
      }
      foot={shown === null ? undefined : <LineActions row={shown} />}
      onClose={onClose}
    >
      <div ref={panelRef} tabIndex={-1} className="flex flex-col gap-3 outline-none">
        {shown === null ? null : <Head row={shown} />}
        {query.data === undefined ? (
          query.error === null ? (
            <Skeleton rows={6} />
          ) : (
            <ErrorCard error={query.error} onRetry={() => void query.refetch()} />
          )
        ) : (
          <Body row={row ?? query.data} detail={query.data} />
        )}
      </div>
    </Panel>
  );
}

function Head({ row }: { readonly row: UsageRow }) {
  const text = usePanelTexts(row.integrationId);
  const amount = moneyText(row, { named: true });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <KindLink kind={row.kind} integrationId={row.integrationId} />
      {row.flags.map(({ flag, reason }) => (
        <StatusPill key={flag + reason.message} state={flag} words={flagWords(flag)} />
      ))}
      <span className="font-semibold">
        {quantityText(row.psaQuantity)} → {formatCount(row.billableUnits)}
      </span>
      {row.variance === null ? null : <span>{varianceText(row)}</span>}
      <span className={moneyOf(row) === null ? 'hidden' : ''}>
        {row.money.effectPerMonth === null && row.money.atRiskPerMonth !== null
          ? text('console-usage-panel.not-billed', { amount })
          : text('console-usage-panel.per-month', { amount })}
      </span>
    </div>
  );
}

/** The open question first, then effect and invoice, then what it rests on, and what was before. */
function Body({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { closed } = useRules();
  const { decisions } = useDeciding();
  const { rejection, moved } = decisions.stateOf(row.id);
  const now = moved ?? (detail.version === row.version ? null : detail);
  return (
    <>
      {now === null ? null : <Moved row={row} now={now} />}
      {rejection === null || now !== null ? null : <FailureCard failure={rejection} />}
      {row.flags
        .filter(({ flag }) => flag !== 'waiting')
        .map(({ flag, reason }) => (
          <p key={flag + reason.message} className={flag === 'held' ? 'text-held' : 'text-ink-2'}>
            {flagWords(flag)}: {reason.message}
          </p>
        ))}
      <NextStep row={row} detail={detail} />
      <HowItIsBilled row={row} />
      <RulePart row={row} />
      <Effect row={row} detail={detail} />
      {closed('see-margin') === null ? <MarginPart detail={detail} /> : null}
      <NotePart row={row} closed={closed('propose')} onWritten={() => void decisions.reload(row.id)} />
      <LineIdentity detail={detail} />
      <LineLinks detail={detail} />
      <Evidence row={row} detail={detail} />
      <LineHistory detail={detail} />
    </>
  );
}

/** Asked once for each type, where the invoice depends on it (RULES 5). */
function HowItIsBilled({ row }: { readonly row: UsageRow }) {
  const { decisions } = useDeciding();
  if (row.waiting !== null) return null;
  const asked = decisions.stateOf(row.id).rejection?.agreementTypeId ?? null;
  const typeId = row.billingTarget?.kind === 'not-set' ? row.billingTarget.agreementTypeId : asked;
  return typeId === null ? null : <BillingTargetQuestion row={row} typeId={typeId} />;
}

/** Old and new side by side; nothing is decided again by itself. */
function Moved({ row, now }: { readonly row: UsageRow; readonly now: UsageRow }) {
  const { decisions } = useDeciding();
  const words = useWords(row.integrationId);
  const text = usePanelTexts(row.integrationId);
  const facts = [
    [text('console-usage-panel.moved.kind'), kindWords(row.kind, words), kindWords(now.kind, words)],
    [
      text('console-usage-panel.moved.seats'),
      formatCount(row.vendorQuantity),
      formatCount(now.vendorQuantity),
    ],
    [text('console-usage-panel.moved.units'), formatCount(row.billableUnits), formatCount(now.billableUnits)],
    [text('console-usage-panel.moved.billed'), quantityText(row.psaQuantity), quantityText(now.psaQuantity)],
  ] as const;
  return (
    <Banner tone="warn">
      <p className="font-medium">{text('console-usage-panel.moved')}</p>
      <ul>
        {facts
          .filter(([, before, after]) => before !== after)
          .map(([name, before, after]) => (
            <li key={name}>
              {name}: {before} → {after}
            </li>
          ))}
      </ul>
      <Button dense className="mt-2" aria-keyshortcuts="l" onClick={() => void decisions.reload(row.id)}>
        {text('console-usage-panel.moved.reload')}
      </Button>
    </Banner>
  );
}

import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { filled, slot } from '../../../components/texts.ts';
import { Button } from '../../../components/button.tsx';
import { lazyPart } from '../../../components/lazy-part.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { unanswered } from '../../usage-line/included-units.ts';
import { IncludedQuestion } from './included-units.tsx';
import { asksWhatIsFree, canEnd, quantityText } from '../../usage-line/line-facts.ts';
import { LineRoles } from './line-roles.tsx';
import { usePlaces, useRules } from '../review/review.tsx';
import { TargetChoice } from './target-choice.tsx';
import { type PanelText, usePanelTexts } from './texts.ts';

/** What a person must do before, or instead of, approving; nothing where the line can be decided as it is. */
export function NextStep({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const text = usePanelTexts(row.integrationId);
  if (row.endsOn !== null || (row.waiting !== null && (row.kind === 'new' || canEnd(row)))) return null;
  if (asksWhatIsFree(row))
    return (
      <>
        {unanswered(detail.lines).map((line) => (
          <IncludedQuestion key={line.psaLineId} row={row} line={line} />
        ))}
      </>
    );
  if (row.decision === 'proposed')
    return (
      <>
        <Proposed row={row} />
        {row.kind === 'new' ? <CreateLine row={row} detail={detail} /> : null}
      </>
    );
  if (row.kind === 'choice') return <LineRoles key={detail.version} row={row} detail={detail} />;
  if (row.kind === 'unmapped') return <Unmapped row={row} />;
  if (row.needsTarget)
    return (
      <>
        <TargetChoice row={row} detail={detail} />
        <details>
          <summary className="cursor-pointer text-table text-ink-2">
            {text('console-usage-panel.way.other-role')}
          </summary>
          <LineRoles key={detail.version} row={row} detail={detail} />
        </details>
      </>
    );
  if (row.kind === 'new') return <CreateLine row={row} detail={detail} />;
  if (row.kind === 'orphan' || row.kind === 'no-account') return <EndLine row={row} detail={detail} />;
  if (row.kind === 'billed-twice') return <EndDuplicate row={row} detail={detail} />;
  if (row.kind === 'bills-nothing') return <BillsNothing row={row} />;
  return null;
}

function BillsNothing({ row }: { readonly row: UsageRow }) {
  const text = usePanelTexts(row.integrationId);
  return <p>{text('console-usage-panel.way.bills-nothing', { reason: row.reason.message })}</p>;
}

function Proposed({ row }: { readonly row: UsageRow }) {
  const { isWriteBackEnabled } = useRules();
  const text = usePanelTexts(row.integrationId);
  const who = row.decisionDetail?.by.name ?? text('console-usage-panel.someone');
  const quantity = row.decisionDetail?.quantity;
  return (
    <p>
      {quantity === null || quantity === undefined
        ? text('console-usage-panel.way.proposed', { who })
        : text('console-usage-panel.way.proposed-change', {
            who,
            before: quantityText(row.target?.before ?? row.psaQuantity),
            after: quantityText(quantity),
          })}{' '}
      {text(`console-usage-panel.way.${isWriteBackEnabled(row) ? 'approver' : 'write-back-off'}`)}
    </p>
  );
}

function Unmapped({ row }: { readonly row: UsageRow }) {
  const { toMapping, ask } = usePlaces();
  const { closed } = useRules();
  const text = usePanelTexts(row.integrationId);
  return (
    <div className="flex flex-col gap-2">
      <p>
        {row.vendorQuantity === null
          ? text('console-usage-panel.way.unmapped-unknown')
          : text('console-usage-panel.way.unmapped', { seats: row.vendorQuantity })}
      </p>
      <span className="flex flex-wrap gap-2">
        <Button dense look="primary" aria-keyshortcuts="m" onClick={() => toMapping(row)}>
          {text('console-usage-panel.way.map')}
        </Button>
        <Button dense closed={closed('map') !== null} onClick={() => ask({ kind: 'exclude', row })}>
          {text('console-usage-panel.way.exclude')}
        </Button>
      </span>
    </div>
  );
}

const NewLinePart = lazyPart(() => import('./new-line-part.tsx'));

/** The form of the line; where something may bill the usage already, what to check first. */
function CreateLine({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  return detail.advice?.kind === 'create-line' ? (
    <NewLinePart key={`${row.id} ${row.version}`} row={row} detail={detail} />
  ) : (
    <LookFirst detail={detail} />
  );
}

/** Nothing is to be created: something bills this usage already, or soon, or did until just now (RULES 3, 8). */
function LookFirst({ detail }: { readonly detail: UsageDetail }) {
  const { found, vanished } = detail;
  const text = usePanelTexts(detail.integrationId);
  if (found.length === 0 && vanished.length === 0) return <p>{detail.reason.message}</p>;
  return (
    <div className="flex flex-col gap-1">
      <p>{text('console-usage-panel.way.check-first')}</p>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {vanished.map((line) => (
          <li key={line.psaLineId}>
            <VendorText text={line.text} />
          </li>
        ))}
        {found.map((line) => (
          <li key={line.psaLineId}>
            {filled(
              text('console-usage-panel.way.found', { line: slot(0) }),
              <VendorText text={line.text} />,
            )}
          </li>
        ))}
      </ul>
      <p>{text(`console-usage-panel.way.${found.length > 0 ? 'check-found' : 'check-missing'}`)}</p>
    </div>
  );
}

/** It is ended, or a wrong answer is taken back by another role. */
function EndDuplicate({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const text = usePanelTexts(row.integrationId);
  return (
    <div className="flex flex-col gap-2">
      <p>
        {filled(
          text('console-usage-panel.way.end-duplicate', { reason: slot(0) }),
          <VendorText text={row.reason.message} />,
        )}
      </p>
      <LineRoles key={detail.version} row={row} detail={detail} />
    </div>
  );
}

function EndLine({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { toMapping } = usePlaces();
  const text = usePanelTexts(row.integrationId);
  const lines = detail.lines.filter(({ live }) => live).map((line) => nameOf(line, text));
  const quantity = quantityText(row.psaQuantity);
  return (
    <div className="flex flex-col items-start gap-2">
      <p>
        {text(`console-usage-panel.way.end-${row.kind === 'orphan' ? 'orphan' : 'no-account'}`, { quantity })}{' '}
        {filled(
          text(row.kind === 'orphan' ? 'console-usage-panel.way.end' : 'console-usage-panel.way.end-in-psa', {
            lines: slot(0),
          }),
          <VendorText text={lines.join(', ')} />,
        )}
      </p>
      <Button dense aria-keyshortcuts="m" onClick={() => toMapping(row)}>
        {text('console-usage-panel.way.to-mapping')}
      </Button>
    </div>
  );
}

const nameOf = (
  { productIdentifier, productId, agreementName, psaLineId }: UsageDetail['lines'][number],
  text: PanelText,
): string =>
  text('console-usage-panel.way.line', {
    item: productIdentifier ?? text('console-usage-panel.source.product', { id: productId }),
    on: agreementName,
    line: psaLineId,
  });

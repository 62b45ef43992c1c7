import type { UsageDetail, UsageRow } from '../../../api/usage.ts';
import { useWords, withArticle } from '../../../components/words.ts';
import { formatDecimal } from '../../../values/format.ts';
import { Button } from '../../../components/button.tsx';
import { CopyButton } from '../../../components/copy-button.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { unanswered } from '../../usage-line/included-units.ts';
import { IncludedQuestion } from './included-units.tsx';
import { asksWhatIsFree } from '../../usage-line/line-facts.ts';
import { LineRoles } from './line-roles.tsx';
import { usePlaces, useRules } from '../review/review.tsx';
import { TargetChoice } from './target-choice.tsx';

/** What a person must do before, or instead of, approving; nothing where the line can be decided as it is. */
export function WayOut({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  if (asksWhatIsFree(row))
    return (
      <>
        {unanswered(detail.lines).map((line) => (
          <IncludedQuestion key={line.psaLineId} row={row} line={line} />
        ))}
      </>
    );
  if (row.decision === 'proposed') return <Proposed row={row} />;
  if (row.kind === 'choice') return <LineRoles key={detail.version} row={row} detail={detail} />;
  if (row.kind === 'unmapped') return <Unmapped row={row} />;
  if (row.needsTarget)
    return (
      <>
        <TargetChoice row={row} detail={detail} />
        <details>
          <summary className="cursor-pointer text-table text-ink-2">
            One of these lines is a duplicate, or for another purpose
          </summary>
          <LineRoles key={detail.version} row={row} detail={detail} />
        </details>
      </>
    );
  if (row.kind === 'new') return <CreateLine detail={detail} />;
  if (row.kind === 'orphan' || row.kind === 'no-account') return <EndLine row={row} detail={detail} />;
  if (row.kind === 'billed-twice') return <EndDuplicate row={row} detail={detail} />;
  if (row.kind === 'bills-nothing') return <BillsNothing row={row} />;
  return null;
}

function BillsNothing({ row }: { readonly row: UsageRow }) {
  const { psa, agreement } = useWords(row.integrationId);
  return (
    <p>{`Blocked: ${row.reason.message} A write would bill nothing. Repair the ${agreement} in ${psa}, then read again.`}</p>
  );
}

function Proposed({ row }: { readonly row: UsageRow }) {
  const { isWriteBackEnabled } = useRules();
  const by = row.decisionDetail?.by.name ?? 'somebody';
  const quantity = row.decisionDetail?.quantity;
  return (
    <p>
      Proposed by {by}
      {quantity === null || quantity === undefined
        ? ''
        : `: ${row.target?.before ?? row.psaQuantity ?? ''} → ${quantity}`}
      .{' '}
      {isWriteBackEnabled(row)
        ? 'An approver confirms it.'
        : 'Waiting for write-back to be turned on; then an approver can approve it.'}
    </p>
  );
}

function Unmapped({ row }: { readonly row: UsageRow }) {
  const { toMapping, ask } = usePlaces();
  const { closed } = useRules();
  const { vendor } = useWords(row.integrationId);
  return (
    <div className="flex flex-col gap-2">
      <p>
        {row.vendorQuantity ?? 'Its'} seats are in {vendor} and on no invoice, until the account is mapped or
        excluded.
      </p>
      <span className="flex flex-wrap gap-2">
        <Button dense look="primary" aria-keyshortcuts="m" onClick={() => toMapping(row)}>
          Map this account
        </Button>
        <Button dense closed={closed('map') !== null} onClick={() => ask({ kind: 'exclude', row })}>
          Exclude…
        </Button>
      </span>
    </div>
  );
}

function CreateLine({ detail }: { readonly detail: UsageDetail }) {
  const { psa, psaIds, agreement, company } = useWords(detail.integrationId);
  if (detail.advice?.kind !== 'create-line') return <LookFirst detail={detail} />;
  const { productIdentifier, agreementIds, agreementNames, quantity } = detail.advice;
  const product = productIdentifier ?? 'a mapped product';
  const where =
    agreementIds.length === 0
      ? `${withArticle(agreement)} of this ${company}`
      : agreementIds.map((id, nth) => `${agreementNames[nth] ?? agreement} (${psaIds} ${id})`).join(' or ');
  const text = `${detail.company?.name ?? ''} (${psaIds} ${detail.company?.id ?? ''}): add ${product} × ${quantity} on ${where}`;
  return (
    <div className="flex flex-col items-start gap-2">
      <p>
        {psa} has no {product} line on {where}. Add one there with quantity {formatDecimal(quantity)}; the
        next run finds it.
      </p>
      <CopyButton text={text} words="Copy details" />
    </div>
  );
}

/** Nothing is to be created: something bills this usage already, or soon, or did until just now (RULES 3, 8). */
function LookFirst({ detail }: { readonly detail: UsageDetail }) {
  const { found, vanished } = detail;
  const { psa } = useWords(detail.integrationId);
  if (found.length === 0 && vanished.length === 0) return <p>{detail.reason.message}</p>;
  return (
    <div className="flex flex-col gap-1">
      <p>Do not add a line yet: it could bill twice.</p>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {vanished.map(({ psaLineId, text }) => (
          <li key={psaLineId}>
            <VendorText text={text} />
          </li>
        ))}
        {found.map(({ psaLineId, text }) => (
          <li key={psaLineId}>
            Found: <VendorText text={text} />
          </li>
        ))}
      </ul>
      <p>
        {found.length > 0
          ? `Check in ${psa} whether that line is for this customer; then read again, or dismiss this one with a reason.`
          : 'Read again, or ask who changed it.'}
      </p>
    </div>
  );
}

/** Somebody ends it in the PSA; a wrong answer is taken back by another role. */
function EndDuplicate({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { psa } = useWords(row.integrationId);
  return (
    <div className="flex flex-col gap-2">
      <p>
        <VendorText text={row.reason.message} /> End it in {psa}; this closes by itself once it has ended.
      </p>
      <LineRoles key={detail.version} row={row} detail={detail} />
    </div>
  );
}

function EndLine({ row, detail }: { readonly row: UsageRow; readonly detail: UsageDetail }) {
  const { toMapping } = usePlaces();
  const { vendor, psa } = useWords(row.integrationId);
  const lines = detail.lines.filter(({ live }) => live).map(nameOf);
  return (
    <div className="flex flex-col items-start gap-2">
      <p>
        {row.kind === 'orphan'
          ? `This line bills ${row.psaQuantity ?? '–'} and its ${vendor} account has no seats.`
          : `This line bills ${row.psaQuantity ?? '–'} and no mapped ${vendor} account uses it.`}{' '}
        Map the account, or end <VendorText text={lines.join(', ')} /> in {psa}.
      </p>
      <Button dense aria-keyshortcuts="m" onClick={() => toMapping(row)}>
        Go to mapping
      </Button>
    </div>
  );
}

const nameOf = ({ productIdentifier, productId, agreementName, psaLineId }: UsageDetail['lines'][number]) =>
  `${productIdentifier ?? `product ${productId}`} on ${agreementName} (line ${psaLineId})`;

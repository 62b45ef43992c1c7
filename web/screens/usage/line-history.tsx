import { Link } from 'react-router';
import { kindWords, usageKinds } from '../../../contracts/api/usage.ts';
import type { UsageDetail } from '../../api/usage.ts';
import { useWords, type Words } from '../../app/words.tsx';
import { formatCount } from '../../components/format.ts';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { quantityText } from './line-facts.ts';

const shown = 8;

/** Of an earlier version of the rules a kind may be unknown: then as it is. */
const kindName = (kind: string, words: Words): string => {
  const known = usageKinds.find((one) => one === kind);
  return known === undefined ? kind : kindWords(known, words);
};

/** What the line was, and what people decided about it; newest first. */
export function LineHistory({ detail }: { readonly detail: UsageDetail }) {
  const { history, decisions, accounts, integrationId, writeBack } = detail;
  const words = useWords(integrationId);
  return (
    <section aria-label="History" className="flex flex-col gap-2 border-t border-line pt-3">
      <h3 className="text-label font-semibold text-ink-2">History</h3>
      {writeBack === null ? null : (
        <p className="flex items-center gap-2">
          Newest change: <StatusPill state={writeBack.state} />
          <Link className="text-accent underline" to={`/write-backs/${writeBack.approvalId}`}>
            Write-back
          </Link>
        </p>
      )}
      <ul className="flex flex-col gap-1 text-table text-ink-2">
        {decisions.slice(0, shown).map(({ at, action, by, detail: facts }) => (
          <li key={at + action}>
            <Instant at={at} /> {action.replace(/^.*\./u, '')} by <VendorText text={by.name ?? by.kind} />
            {typeof facts['reason'] === 'string' ? (
              <>
                : <VendorText text={facts['reason']} />
              </>
            ) : null}
          </li>
        ))}
        {[...history]
          .reverse()
          .slice(0, shown)
          .map(({ version, at, kind, vendorQuantity, psaQuantity }) => (
            <li key={version}>
              <Instant at={at} /> {kindName(kind, words)}: seats {formatCount(vendorQuantity)}, billed{' '}
              {quantityText(psaQuantity)}
            </li>
          ))}
      </ul>
      {accounts.map(({ accountId, name }) => (
        <Link
          key={accountId}
          className="w-fit text-accent underline"
          to={`/integrations/${integrationId}/accounts/${accountId}`}
        >
          Seats of <VendorText text={name} /> over time
        </Link>
      ))}
    </section>
  );
}

import { Link } from '../../../components/router.tsx';
import { usageKinds } from '../../../../contracts/api/usage.ts';
import { kindWords } from '../../../components/kind-words.ts';
import type { UsageDetail } from '../../../api/usage.ts';
import { useWords, type Words } from '../../../components/words.ts';
import { formatCount } from '../../../values/format.ts';
import { Instant } from '../../../components/instant.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { quantityText } from '../../usage-line/line-facts.ts';

const shown = 12;

type Decided = UsageDetail['decisions'][number];
type Version = UsageDetail['history'][number];

/** What the line was and what people decided about it, in one order of time; the newest first. */
export function LineHistory({ detail }: { readonly detail: UsageDetail }) {
  const { history, decisions, accounts, integrationId, writeBack } = detail;
  const words = useWords(integrationId);
  const events = [
    ...decisions.map((decided) => ({ at: decided.at, key: `${decided.at} ${decided.action}`, decided })),
    ...history.map((version) => ({ at: version.at, key: `version ${version.version}`, version })),
  ].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return (
    <section aria-label="History" className="flex flex-col gap-2">
      <h3 className="text-label font-semibold text-ink-2">History</h3>
      {writeBack === null ? null : (
        <p className="flex items-center gap-2 text-table">
          Newest change: <StatusPill state={writeBack.state} />
          <Link className="text-accent underline" to={`/write-backs/${writeBack.approvalId}`}>
            Write-back
          </Link>
        </p>
      )}
      <ol className="flex flex-col gap-1 text-table text-ink-2">
        {events.slice(0, shown).map((event) => (
          <li key={event.key} className="flex gap-2">
            <span className="w-28 shrink-0 text-ink-3">
              <Instant at={event.at} />
            </span>
            <span className="min-w-0">
              {'decided' in event ? <DecidedWords {...event.decided} /> : versionWords(event.version, words)}
            </span>
          </li>
        ))}
      </ol>
      {events.length > shown ? (
        <p className="text-label text-ink-3">{events.length - shown} earlier ones are in the audit.</p>
      ) : null}
      {accounts.map(({ accountId, name }) => (
        <Link
          key={accountId}
          className="w-fit text-table text-accent underline"
          to={`/integrations/${integrationId}/accounts/${accountId}`}
        >
          Seats of <VendorText text={name} /> over time
        </Link>
      ))}
    </section>
  );
}

const roles: Readonly<Record<string, string>> = {
  'other-purpose': 'other purpose',
  duplicate: 'duplicate, to be ended',
};
const roleWords = (role: string): string => roles[role] ?? role;

function DecidedWords({ action, by, detail }: Decided) {
  const { reason, role, psaLineId } = detail;
  return (
    <>
      <span className="text-ink">
        {typeof role === 'string' && typeof psaLineId === 'string'
          ? `line ${psaLineId}: ${roleWords(role)}`
          : action.replace(/^.*\./u, '')}
      </span>{' '}
      by <VendorText text={by.name ?? by.kind} />
      {typeof reason === 'string' ? (
        <>
          : <VendorText text={reason} />
        </>
      ) : null}
    </>
  );
}

/** A kind that only earlier rules knew is told as it is. */
function versionWords({ kind, vendorQuantity, psaQuantity }: Version, words: Words): string {
  const known = usageKinds.find((one) => one === kind);
  const name = known === undefined ? kind : kindWords(known, words);
  return `${name}: seats ${formatCount(vendorQuantity)}, billed ${quantityText(psaQuantity)}`;
}

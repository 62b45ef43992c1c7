import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Status } from '../../api/integrations.ts';
import { capital, useWords, type Words } from '../../components/words.ts';
import { formatCount, formatTime } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { useErrorWords } from '../../components/error-words.ts';
import { adviceBeside } from '../../components/remaining-advice.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';

const names = { integration: 'Integration', accounts: 'Accounts', services: 'Services' } as const;

/** In the order people know them. */
export const loadedKinds = ['companies', 'agreements', 'lines', 'products', 'accounts'] as const;

export const loadedWords = (kind: (typeof loadedKinds)[number], words: Words): string =>
  kind === 'accounts' ? `${words.vendor} accounts` : kind === 'lines' ? kind : words[kind];

const explanations = ({
  vendor,
  companies,
  agreements,
  products,
}: Words): Readonly<Record<string, string>> => ({
  'integration waiting': 'Not authenticated yet.',
  'integration pending': 'Credentials verified.',
  'accounts waiting': `The ${vendor} accounts are being read.`,
  'accounts pending': `${vendor} accounts loaded.`,
  'services waiting': `${capital(companies)}, ${agreements}, lines and ${products} are being read.`,
  'services pending': 'The PSA is loaded.',
});

/** "180 of 700 recurring invoices read." */
const HowFar = ({
  loaded: { agreements, agreementsRead },
  words,
}: {
  readonly loaded: Status['indicators'][number]['loaded'];
  readonly words: Words;
}) =>
  agreements === undefined || agreementsRead === undefined ? null : (
    <p>
      {formatCount(agreementsRead)} of {formatCount(agreements)} {words.agreements} read.
    </p>
  );

/** Of a part that goes on by itself. */
const WaitingFor = ({ title, until }: { readonly title: string; readonly until: string | null }) => (
  <p>
    Waiting: {title}. It goes on by itself{until === null ? '' : ` at ${formatTime(until)}`}; what was read
    stays.
  </p>
);

/** One of the three: its word, since when, its cause. What is loaded stands below all of them. */
export function GateIndicator({
  integrationId,
  indicator,
  isVerified,
  children,
}: {
  readonly integrationId: string;
  readonly indicator: Status['indicators'][number];
  /** False: nothing is read before the credentials are verified. */
  readonly isVerified: boolean;
  readonly children: ReactNode;
}) {
  const { part, status, since, cause, waitsUntil } = indicator;
  const words = useWords(integrationId);
  const errors = useErrorWords();
  const explanation =
    isVerified || part === 'integration'
      ? explanations(words)[`${part} ${status}`]
      : 'Read once the credentials are verified.';
  return (
    <li
      aria-label={`Sync Status: ${names[part]} ${status}`}
      className="flex min-h-32 flex-col gap-2 rounded-card border border-line bg-surface p-4"
    >
      <div className="flex items-center gap-2">
        <h2 className="grow text-section font-semibold">{names[part]}</h2>
        {status === 'pending' ? (
          <Check size={16} className="text-ok-mark" aria-label="passed" role="img" />
        ) : null}
        <StatusPill state={status} words={capital(status)} />
      </div>
      {cause === null || status === 'waiting' ? (
        <div className="flex flex-col gap-1 text-ink-2">
          {status === 'waiting' ? <HowFar loaded={indicator.loaded} words={words} /> : null}
          {cause === null ? <p>{explanation}</p> : <WaitingFor title={cause.title} until={waitsUntil} />}
        </div>
      ) : (
        <div className="flex flex-col gap-1">
          <p className="font-medium text-bad">{cause.title}</p>
          {cause.detail === cause.title ? null : <VendorText text={cause.detail} className="text-table" />}
          <p className="text-table text-ink-2">{adviceBeside(cause, errors)}</p>
        </div>
      )}
      <p className="mt-auto text-label text-ink-3">
        since <Instant at={since} />
      </p>
      {children}
    </li>
  );
}

import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Status } from '../../api/integrations.ts';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { formatTime } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { partStatus, type SetUpTexts } from './set-up-progress.ts';
import { consoleSetUp } from '../../../messages/generated/console-set-up.ts';

/** In the order people know them. */
export const loadedKinds = ['companies', 'agreements', 'lines', 'products', 'accounts'] as const;

/** "180 of 700 recurring invoices read." */
const HowFar = ({
  loaded: { agreements, agreementsRead },
  text,
}: {
  readonly loaded: Status['indicators'][number]['loaded'];
  readonly text: SetUpTexts;
}) =>
  agreements === undefined || agreementsRead === undefined ? null : (
    <p>{text('console-set-up.agreements-read', { read: agreementsRead, total: agreements })}</p>
  );

/** Of a part that goes on by itself. */
const waitingFor = (cause: string, until: string | null, text: SetUpTexts): string =>
  until === null
    ? text('console-set-up.waiting', { cause })
    : text('console-set-up.waiting-until', { cause, time: formatTime(until) });

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
  const text = useTexts(consoleSetUp, integrationId);
  const name = text(`console-set-up.part.${part}`);
  const explanation =
    status === 'error'
      ? null
      : isVerified || part === 'integration'
        ? text(`console-set-up.explained.${part}-${status}`)
        : text('console-set-up.not-verified');
  return (
    <li
      aria-label={text('console-set-up.sync-status', { parts: [partStatus({ part, status }, text)] })}
      className="flex min-h-32 flex-col gap-2 rounded-card border border-line bg-surface p-4"
    >
      <div className="flex items-center gap-2">
        <h2 className="grow text-section font-semibold">{name}</h2>
        {status === 'pending' ? (
          <Check size={16} className="text-ok-mark" aria-label={text('console-set-up.passed')} role="img" />
        ) : null}
        <StatusPill state={status} words={text(`console-set-up.pill.${status}`)} />
      </div>
      {cause === null || status === 'waiting' ? (
        <div className="flex flex-col gap-1 text-ink-2">
          {status === 'waiting' ? <HowFar loaded={indicator.loaded} text={text} /> : null}
          <p>{cause === null ? explanation : waitingFor(cause.title, waitsUntil, text)}</p>
        </div>
      ) : (
        <div className="flex flex-col gap-1">
          <p className="font-medium text-bad">{cause.title}</p>
          {cause.detail === cause.title ? null : <VendorText text={cause.detail} className="text-table" />}
          <p className="text-table text-ink-2">{cause.advice}</p>
        </div>
      )}
      <p className="mt-auto text-label text-ink-3">
        {filled(text('console-set-up.since', { when: slot(0) }), <Instant at={since} />)}
      </p>
      {children}
    </li>
  );
}

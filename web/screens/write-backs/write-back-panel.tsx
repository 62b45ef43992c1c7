import { Link } from '../../components/router.tsx';
import { errorText } from '../../../messages/error-texts.ts';
import { useClosed } from '../../api/session.ts';
import { useWriteBackDetail, type WriteBackInfo, type WriteBackLineInfo } from '../../api/write-backs.ts';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { useWords, type Words } from '../../components/words.ts';
import { usageLinePlace } from '../../components/report-places.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { formatDay, formatDecimal, formatAmount } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import type { LineQuestion } from './line-commands.tsx';
import { answerOf, changeText, decisionWords } from './write-back-words.ts';
import { SeenWhenApproving } from './evidence.tsx';

/** An approval: its lines with everything that was sent, what was seen when approving, and where it stands. */
export function WriteBackPanel({
  approvalId,
  lineId,
  onAsk,
  onClose,
}: {
  readonly approvalId: string;
  /** Null: all lines of the approval. */
  readonly lineId: string | null;
  readonly onAsk: (question: LineQuestion) => void;
  readonly onClose: () => void;
}) {
  const query = useWriteBackDetail(approvalId);
  const lines = query.data?.lines.filter(({ id }) => lineId === null || id === lineId) ?? [];
  const [first] = lines;
  return (
    <Panel
      label="Write-back"
      title={first === undefined ? 'Write-back' : <VendorText text={first.label} oneLine />}
      onClose={onClose}
    >
      <QueryView query={query}>
        {(info) => (
          <div className="flex flex-col gap-5">
            {lines.map((line) => (
              <Line key={line.id} line={line} onAsk={onAsk} />
            ))}
            <Progress info={info} />
          </div>
        )}
      </QueryView>
    </Panel>
  );
}

function Line({
  line,
  onAsk,
}: {
  readonly line: WriteBackLineInfo;
  readonly onAsk: (question: LineQuestion) => void;
}) {
  const effect = line.effectPerMonth;
  const words = useWords(line.integrationId);
  return (
    <section className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-3">
        <StatusPill state={line.state} /> <span className="font-semibold">{changeText(line)}</span>
        <span>
          {effect === null
            ? 'effect unknown'
            : `${formatAmount(effect, { signed: true, currency: line.currency })} a month`}
        </span>
      </p>
      <p>
        {line.targetInvoice} ({formatDay(line.invoiceDate)})
      </p>
      {line.cause === null ? (
        <p className="text-ink-2">{answerOf(line)}</p>
      ) : (
        <FailureCard failure={line.cause} announce={false} />
      )}
      {line.state === 'conflict' ? <Conflict line={line} words={words} /> : null}
      {line.cause !== null && line.resolved !== null ? <p>{answerOf(line)}</p> : null}
      <p className="text-table text-ink-2">
        {decisionWords[line.decision]} by <VendorText text={line.actor.name ?? line.actor.kind} />{' '}
        <Instant at={line.approvedAt} /> on a count of {line.countOn}
        {line.reason === null ? null : (
          <>
            : <VendorText text={line.reason} />
          </>
        )}
      </p>
      <p className="font-mono text-label break-all text-ink-2">
        {words.psaIds} {line.companyId} · {words.agreement} {line.agreementId} ·{' '}
        {line.productIdentifier ?? '–'} · line {line.psaLineId}
      </p>
      <Intents line={line} />
      <SeenWhenApproving evidence={line.evidence} words={words} />
      <Commands line={line} onAsk={onAsk} />
      <Link className="w-fit text-accent underline" to={usageLinePlace(line.usageLineId)}>
        Usage line
      </Link>
    </section>
  );
}

const Conflict = ({ line, words }: { readonly line: WriteBackLineInfo; readonly words: Words }) => (
  <dl className="grid grid-cols-2 gap-2 rounded-card border border-bad-mark p-3">
    <dt className="text-label text-ink-2">Approved</dt>
    <dt className="text-label text-ink-2">{words.psa} shows</dt>
    <dd className="font-semibold">{formatDecimal(line.after)}</dd>
    <dd className="font-semibold">{line.psaShows === null ? '–' : formatDecimal(line.psaShows)}</dd>
  </dl>
);

/** Each thing that was sent, and how it ended. */
function Intents({ line: { intents } }: { readonly line: WriteBackLineInfo }) {
  if (intents.length === 0) return <p className="text-table text-ink-3">Nothing was sent yet.</p>;
  return (
    <ol className="flex flex-col gap-1 text-table" aria-label="Sent">
      {intents.map(({ sendNumber, before, after, sentAt, outcome, detail, concludedAt }) => (
        <li key={sendNumber}>
          Sent {sendNumber}: {formatDecimal(before)} → {formatDecimal(after)} <Instant at={sentAt} />,{' '}
          {outcome ?? 'no outcome yet'}
          {concludedAt === null ? null : (
            <>
              {' '}
              <Instant at={concludedAt} />
            </>
          )}
          {detail === null ? null : (
            <span className="block text-ink-2">
              <VendorText text={detail} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function Commands({
  line,
  onAsk,
}: {
  readonly line: WriteBackLineInfo;
  readonly onAsk: (question: LineQuestion) => void;
}) {
  const closed = useClosed();
  const online = useIsOnline();
  const reason = closed('change-write-backs') ?? (online ? null : offlineReason);
  const commands = [
    ['cancel', 'Cancel…', line.can.cancel],
    ['revert', 'Take back…', line.can.revert],
    ['resolve', 'Resolve…', line.can.resolve],
  ] as const;
  const possible = commands.filter(([, , can]) => can);
  if (possible.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-2">
      {possible.map(([kind, words]) => (
        <ClosedButton key={kind} dense reason={reason} onClick={() => onAsk({ kind, line })}>
          {words}
        </ClosedButton>
      ))}
    </span>
  );
}

function Progress({ info: { integrationId, progress, workflowId } }: { readonly info: WriteBackInfo }) {
  const words = useWords(integrationId);
  return (
    <p className="border-t border-line pt-3 text-table text-ink-2">
      {progress.blocked === null
        ? ''
        : `Waiting: ${errorText(progress.blocked, words)?.title ?? progress.blocked}. `}
      {progress.nextCheckAt === null ? null : (
        <>
          Looks again <Instant at={progress.nextCheckAt} />.{' '}
        </>
      )}
      <span className="font-mono text-label break-all">{workflowId}</span>
    </p>
  );
}

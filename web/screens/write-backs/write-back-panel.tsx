import { Link } from '../../components/router.tsx';
import { errorText } from '../../../messages/error-texts.ts';
import { useClosed } from '../../api/session.ts';
import { useWriteBackDetail, type WriteBackInfo, type WriteBackLineInfo } from '../../api/write-backs.ts';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { useWords } from '../../components/words.ts';
import { usageLinePlace } from '../../components/report-places.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { FailureCard } from '../../components/failure-card.tsx';
import { amount } from '../../values/figure.ts';
import { formatDecimal } from '../../values/format.ts';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/panel.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { useNextSyncs } from '../../context/next-syncs.ts';
import type { LineQuestion } from './line-commands.tsx';
import { answerOf, changeText, targetText } from './write-back-words.ts';
import { ListedLines, NewLineFacts } from './new-line-facts.tsx';
import { SeenWhenApproving } from './evidence.tsx';
import { type WriteBacksText, useWriteBacksTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';
import { stateText } from '../../components/state-text.ts';

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
  const text = useWriteBacksTexts();
  const query = useWriteBackDetail(approvalId);
  const lines = query.data?.lines.filter(({ id }) => lineId === null || id === lineId) ?? [];
  const [first] = lines;
  return (
    <Panel
      label={text('console-write-backs.panel')}
      title={
        first === undefined ? text('console-write-backs.panel') : <VendorText text={first.label} oneLine />
      }
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
  const text = useWriteBacksTexts(line.integrationId);
  const nextSyncAt = useNextSyncs()(line.integrationId);
  const effect = line.effectPerMonth;
  const words = useWords(line.integrationId);
  return (
    <section className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-3">
        <StatusPill state={line.state} words={stateText(`console-states.change.${line.state}`)} />{' '}
        <span className="font-semibold">{changeText(line, text)}</span>
        <span>
          {effect === null
            ? text('console-write-backs.value-unknown')
            : text('console-write-backs.per-month', {
                amount: amount(effect, { signed: true, named: true, currency: line.currency }),
              })}
        </span>
      </p>
      <p>{targetText(line)}</p>
      <NewLineFacts line={line} text={text} />
      {line.rule === null ? null : <UnderRule rule={line.rule} text={text} />}
      {line.cause === null ? (
        <p className="text-ink-2">{answerOf(line, text, nextSyncAt)}</p>
      ) : (
        <FailureCard failure={line.cause} announce={false} />
      )}
      {line.state === 'conflict' && line.change !== 'create-line' ? (
        <Conflict line={line} text={text} />
      ) : null}
      {line.state === 'conflict' ? <ListedLines line={line} text={text} /> : null}
      {line.cause !== null && line.resolved !== null ? <p>{answerOf(line, text)}</p> : null}
      <p className="text-table text-ink-2">
        {filled(
          line.reason === null
            ? text('console-write-backs.decided', decided(line, text))
            : text('console-write-backs.decided-because', { ...decided(line, text), reason: slot(2) }),
          <VendorText text={line.actor.name ?? line.actor.kind} />,
          <Instant at={line.approvedAt} />,
          <VendorText text={line.reason ?? ''} />,
        )}
      </p>
      <p className="font-mono text-label break-all text-ink-2">
        {text('console-write-backs.ids', {
          prefix: words.psaIds,
          companyId: line.companyId,
          agreementId: line.agreementId,
          productId: line.productIdentifier ?? '–',
          line: line.createdLineId ?? line.psaLineId,
        })}
      </p>
      <Intents line={line} />
      <SeenWhenApproving evidence={line.evidence} words={words} text={text} />
      <Commands line={line} onAsk={onAsk} />
      <Link className="w-fit text-accent underline" to={usageLinePlace(line.usageLineId)}>
        {text('console-write-backs.usage-line')}
      </Link>
    </section>
  );
}

/** The billing rule that it was approved under, and what that makes of the seats (RULES 13). */
const UnderRule = ({
  rule: { text: terms, equation, source, version },
  text,
}: {
  readonly rule: NonNullable<WriteBackLineInfo['rule']>;
  readonly text: WriteBacksText;
}) => (
  <p className="text-table">
    {equation === null ? null : <VendorText text={equation} />}
    <span className="block text-ink-2">
      <VendorText text={text('console-write-backs.under-rule', { terms, source, version })} />
    </span>
  </p>
);

const decided = ({ decision, countOn }: WriteBackLineInfo, text: WriteBacksText) => ({
  decision: text(`console-write-backs.decision.${decision}`),
  who: slot(0),
  when: slot(1),
  count: String(countOn),
});

const Conflict = ({ line, text }: { readonly line: WriteBackLineInfo; readonly text: WriteBacksText }) => (
  <dl className="grid grid-cols-2 gap-2 rounded-card border border-bad-mark p-3">
    <dt className="text-label text-ink-2">{text('console-write-backs.conflict.approved')}</dt>
    <dt className="text-label text-ink-2">{text('console-write-backs.conflict.shows')}</dt>
    <dd className="font-semibold">{formatDecimal(line.after)}</dd>
    <dd className="font-semibold">{line.psaShows === null ? '–' : formatDecimal(line.psaShows)}</dd>
  </dl>
);

/** Each thing that was sent, and how it ended. */
function Intents({ line: { intents } }: { readonly line: WriteBackLineInfo }) {
  const text = useWriteBacksTexts();
  if (intents.length === 0)
    return <p className="text-table text-ink-3">{text('console-write-backs.nothing-sent')}</p>;
  return (
    <ol className="flex flex-col gap-1 text-table" aria-label={text('console-write-backs.sent')}>
      {intents.map(({ sendNumber, before, after, sentAt, outcome, detail, concludedAt }) => (
        <li key={sendNumber}>
          {filled(
            text('console-write-backs.sent-one', {
              number: sendNumber,
              before: formatDecimal(before),
              after: formatDecimal(after),
              when: slot(0),
              outcome: outcome ?? text('console-write-backs.no-outcome'),
            }),
            <Instant at={sentAt} />,
          )}
          {concludedAt === null ? null : (
            <>
              {' '}
              <Instant at={concludedAt} />
            </>
          )}
          {detail === null ? null : (
            <span className="block text-ink-2">
              <VendorText text={detail.message} />
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
  const text = useWriteBacksTexts(line.integrationId);
  const closed = useClosed();
  const online = useIsOnline();
  const reason = closed('change-write-backs') ?? (online ? null : offlineReason());
  const commands = [
    ['cancel', line.can.cancel],
    ['revert', line.can.revert],
    ['resolve', line.can.resolve],
  ] as const;
  const possible = commands.filter(([, can]) => can);
  if (possible.length === 0) return null;
  return (
    <span className="flex flex-wrap gap-2">
      {possible.map(([kind]) => (
        <ButtonWithReason key={kind} dense reason={reason} onClick={() => onAsk({ kind, line })}>
          {text(`console-write-backs.command.${kind}`)}
        </ButtonWithReason>
      ))}
    </span>
  );
}

function Progress({ info: { integrationId, progress, workflowId } }: { readonly info: WriteBackInfo }) {
  const words = useWords(integrationId);
  const text = useWriteBacksTexts(integrationId);
  return (
    <p className="border-t border-line pt-3 text-table text-ink-2">
      {progress.blocked === null
        ? ''
        : `${text('console-write-backs.waiting', { cause: errorText(progress.blocked, words)?.title ?? progress.blocked })} `}
      {progress.nextCheckAt === null ? null : (
        <>
          {filled(
            text('console-write-backs.next-check', { when: slot(0) }),
            <Instant at={progress.nextCheckAt} />,
          )}{' '}
        </>
      )}
      <span className="font-mono text-label break-all">{workflowId}</span>
    </p>
  );
}

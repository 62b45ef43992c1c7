import type { RunInfo } from '../../api/runs.ts';
import { formatCount } from '../../values/format.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { isActive, uncounted } from './run-words.ts';
import { type RunsText, useRunsTexts } from './texts.ts';

type StepState = 'waiting' | 'running' | 'partial' | 'succeeded' | 'canceled';

interface Step {
  readonly name: string;
  readonly state: StepState;
  readonly words: string;
}

/** From what the run left behind: each step with its own outcome. Accounts and PSA are read at the same time. */
function stepsOf(run: RunInfo, text: RunsText): readonly Step[] {
  const running = isActive(run);
  const isReading = running && run.progress.step === 'reading';
  const isComposing = running && run.progress.step === 'composing';
  const { agreements, totals, progress } = run;
  const left = uncounted(run) ?? progress.failed;
  const state = (underWay: boolean, done: boolean, flawed: boolean): StepState => {
    if (!done) return underWay ? 'running' : running ? 'waiting' : 'canceled';
    return flawed ? 'partial' : 'succeeded';
  };
  const listed = totals.accountsListed ?? progress.total;
  const readAll = progress.total !== null && progress.done === progress.total;
  const composed = run.state === 'succeeded' || run.state === 'partial';
  const psaDone =
    composed || isComposing || (agreements.pending === 0 && agreements.read + agreements.failed.length > 0);
  return [
    {
      name: text('console-runs.steps.list'),
      state: state(isReading, listed !== null, false),
      words: formatCount(listed),
    },
    {
      name: text('console-runs.steps.accounts'),
      state: state(isReading && listed !== null, readAll, left > 0),
      words:
        progress.total === null
          ? '–'
          : text('console-runs.steps.of', { done: progress.done - left, total: progress.total }),
    },
    {
      name: text('console-runs.steps.lines'),
      state: state(isReading, psaDone, agreements.failed.length > 0),
      words: psaDone ? agreementWords(agreements, text) : agreementsSoFar(agreements, text),
    },
    { name: text('console-runs.steps.reconcile'), state: state(isComposing, composed, false), words: '' },
  ];
}

/** Reading may take many windows of a PSA that limits calls. */
function agreementsSoFar({ read, failed, pending }: RunInfo['agreements'], text: RunsText): string {
  const done = read + failed.length;
  return done === 0 ? '–' : text('console-runs.steps.agreements-of', { done, total: done + pending });
}

const agreementWords = (
  { read, asLoaded, inBackgroundRead }: RunInfo['agreements'],
  text: RunsText,
): string =>
  [
    text('console-runs.steps.agreements', { count: read }),
    ...(asLoaded === 0 ? [] : [text('console-runs.steps.from-setup', { count: asLoaded })]),
    ...(inBackgroundRead === null || inBackgroundRead === 0
      ? []
      : [text('console-runs.steps.in-background', { count: inBackgroundRead })]),
  ].join(', ');

export function RunSteps({ run }: { readonly run: RunInfo }) {
  const text = useRunsTexts(run.integrationId);
  const failed = run.agreements.failed;
  return (
    <section aria-labelledby="steps" className="rounded-card border border-line bg-surface">
      <h2 id="steps" className="sr-only">
        {text('console-runs.steps.label')}
      </h2>
      <ol className="divide-y divide-line">
        {stepsOf(run, text).map((step) => (
          <li key={step.name} className="flex min-h-(--row) items-center gap-3 px-4 py-1.5 text-table">
            <span className="grow">{step.name}</span>
            <span className="whitespace-nowrap text-ink-2">{step.words}</span>
            <span className="w-28">
              <StatusPill state={step.state} words={text(`console-runs.steps.${step.state}`)} inRow />
            </span>
          </li>
        ))}
      </ol>
      {failed.length === 0 ? null : (
        <div className="border-t border-line px-4 py-3">
          <p className="mb-1 font-medium">{text('console-runs.steps.not-read', { count: failed.length })}</p>
          <ul className="flex flex-col gap-1 text-table text-ink-2">
            {failed.map(({ agreementId, name, cause }) => (
              <li key={agreementId}>
                <VendorText text={name ?? text('console-runs.steps.agreement')} /> ({agreementId})
                {cause === null ? '' : `: ${cause.title}`}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

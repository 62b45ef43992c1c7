import type { RunInfo } from '../../api/runs.ts';
import { capital, useWords, type Words } from '../../components/words.ts';
import { formatCount, plural } from '../../values/format.ts';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { isActive, uncounted } from './run-words.ts';

interface Step {
  readonly name: string;
  readonly state: string;
  readonly words: string;
}

/** From what the run left behind: each step with its own outcome. Accounts and PSA are read at the same time. */
function stepsOf(run: RunInfo, names: Words): readonly Step[] {
  const running = isActive(run);
  const isReading = running && run.progress.step === 'reading';
  const isComposing = running && run.progress.step === 'composing';
  const { agreements, totals, progress } = run;
  const left = uncounted(run) ?? progress.failed;
  const state = (underWay: boolean, done: boolean, flawed: boolean): string => {
    if (!done) return underWay ? 'running' : running ? 'waiting' : 'canceled';
    return flawed ? 'partial' : 'succeeded';
  };
  const listed = totals.accountsListed ?? progress.total;
  const readAll = progress.total !== null && progress.done === progress.total;
  const composed = run.state === 'succeeded' || run.state === 'partial';
  const psaDone =
    composed || isComposing || (agreements.pending === 0 && agreements.read + agreements.failed.length > 0);
  return [
    { name: 'List accounts', state: state(isReading, listed !== null, false), words: formatCount(listed) },
    {
      name: 'Read accounts',
      state: state(isReading && listed !== null, readAll, left > 0),
      words:
        progress.total === null
          ? '–'
          : `${formatCount(progress.done - left)} of ${formatCount(progress.total)}`,
    },
    {
      name: `Read ${names.psa} lines`,
      state: state(isReading, psaDone, agreements.failed.length > 0),
      words: psaDone ? agreementWords(agreements, names) : agreementsSoFar(agreements, names),
    },
    { name: 'Compose usage', state: state(isComposing, composed, false), words: '' },
  ];
}

/** Reading may take many windows of a PSA that limits calls. */
function agreementsSoFar(
  { read, failed, pending }: RunInfo['agreements'],
  { agreement, agreements }: Words,
): string {
  const done = read + failed.length;
  return done === 0 ? '–' : `${formatCount(done)} of ${plural(done + pending, agreement, agreements)}`;
}

const agreementWords = (
  { read, asLoaded, inBackgroundRead }: RunInfo['agreements'],
  { agreement, agreements }: Words,
): string =>
  [
    plural(read, agreement, agreements),
    ...(asLoaded === 0 ? [] : [`${formatCount(asLoaded)} as loaded`]),
    ...(inBackgroundRead === null || inBackgroundRead === 0
      ? []
      : [`${formatCount(inBackgroundRead)} in the sweep`]),
  ].join(', ');

const words: Readonly<Record<string, string>> = { canceled: 'not reached', succeeded: 'done' };

export function RunSteps({ run }: { readonly run: RunInfo }) {
  const names = useWords(run.integrationId);
  const failed = run.agreements.failed;
  return (
    <section aria-labelledby="steps" className="rounded-card border border-line bg-surface">
      <h2 id="steps" className="sr-only">
        Steps
      </h2>
      <ol className="divide-y divide-line">
        {stepsOf(run, names).map((step) => (
          <li key={step.name} className="flex min-h-(--row) items-center gap-3 px-4 py-1.5 text-table">
            <span className="grow">{step.name}</span>
            <span className="whitespace-nowrap text-ink-2">{step.words}</span>
            <span className="w-28">
              <StatusPill state={step.state} words={words[step.state] ?? step.state} inRow />
            </span>
          </li>
        ))}
      </ol>
      {failed.length === 0 ? null : (
        <div className="border-t border-line px-4 py-3">
          <p className="mb-1 font-medium">
            {plural(failed.length, names.agreement, names.agreements)} not read
          </p>
          <ul className="flex flex-col gap-1 text-table text-ink-2">
            {failed.map(({ agreementId, name, cause }) => (
              <li key={agreementId}>
                <VendorText text={name ?? capital(names.agreement)} /> ({agreementId})
                {cause === null ? '' : `: ${cause.title}`}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

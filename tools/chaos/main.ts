import { parseArgs } from 'node:util';
import { findTemporal } from '../../embedded/temporal/finder.ts';
import { runChaos } from './chaos-run.ts';
import { focuses } from './plan.ts';
import { isPsaInChaos, psaOf, psasInChaos } from './psas.ts';
import { described, never } from './report.ts';

/** `npm run chaos -- --seed N --minutes M --psa NAME --focus lines`. Exit code 1: something is wrong; 2: it could not be begun so. */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    psa: { type: 'string' },
    focus: { type: 'string', default: 'all' },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const minutes = Number(values.minutes);
if (!Number.isSafeInteger(seed) || !(minutes > 0)) {
  console.error('Say --seed with a whole number and --minutes with a number above 0.');
  process.exit(2);
}

const psa = values.psa ?? psaOf(seed);
if (!isPsaInChaos(psa)) {
  console.error(`Say --psa with one of: ${Object.keys(psasInChaos).join(', ')}.`);
  process.exit(2);
}

const focus = focuses.find((one) => one === values.focus);
if (focus === undefined) {
  console.error(`Say --focus with one of: ${focuses.join(', ')}.`);
  process.exit(2);
}

/** Shorter runs need not reach every state. */
const longMinutes = 15;
console.log(`chaos: seed ${seed}, ${psa}, ${minutes} minutes`);
/** A second signal ends it at once, whatever runs. */
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => {
    console.log(`${signal}: ends its servers`);
    stopping.abort();
  });

const program = await findTemporal(process.env);
const began = Date.now();
const report = await runChaos({
  seed,
  minutes,
  psa,
  focus,
  temporalCli: program.path,
  signal: stopping.signal,
  tell: (words) => console.log(`${((Date.now() - began) / 1_000).toFixed(1).padStart(7)} s  ${words}`),
}).catch((error: unknown) => {
  if (!stopping.signal.aborted) throw error;
  console.log('everything it had started has ended');
  process.exit(1);
});
console.log(`\n${described(report)}`);
const missing =
  minutes < longMinutes || focus !== 'all'
    ? []
    : [
        ...never(report.states),
        ...never(report.faults).map((name) => `fault: ${name}`),
        ...never(report.troubles),
        ...never(report.killsByPart).map((part) => `a kill of ${part}`),
        ...(report.kills.some(({ parts }) => parts.length > 1) ? [] : ['a kill of several parts together']),
      ];
if (missing.length > 0) console.log(`\nnever reached: ${missing.join('; ')}`);
process.exit(report.violations.length > 0 || missing.length > 0 ? 1 : 0);

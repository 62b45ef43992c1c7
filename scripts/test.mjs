import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import { levels as allLevels, stagesOf, tiers } from '../test/levels.mjs';
import { root } from './build-state.mjs';
import { checks, runChecks } from './checks.mjs';
import { processorSeconds } from './processor-time.mjs';
import { runProgram, secondsSince } from './run-program.mjs';

/**
 * `npm test`: the checks without running anything, then every test level of the gate (docs/testing.md), with the time in
 * its files. `npm test -- unit workflow` runs only the named ones; `checks` stands for the first part. With
 * `--tier extended` or `--tier release` it runs the levels of that tier, after a build, and for a release the planted
 * faults.
 * The last line is the sum of Jest's own results; a check that fails, and a file that cannot run, count as failed.
 */
const reasonLines = 24;
/**
 * V8 for test files, which run each line a few times, make much and keep little, on a processor that is full
 * (docs/decisions/0037-one-realm-for-tests.md): room for young objects, which are moved twice otherwise before they are
 * let go; machine code only for what is run four times as often as V8 asks for by itself; one thread that collects
 * instead of five.
 */
const engine = ['--max-semi-space-size=64', '--interrupt-budget=270336', '--single-threaded-gc'];
/** The tests run what it makes; those of the gate what an image would contain. */
const buildAsImage = { name: 'build', program: process.execPath, flags: ['scripts/build-as-image.mjs'] };
const build = { name: 'build', program: process.execPath, flags: ['scripts/build.mjs'] };
const plantedFaults = { name: 'planted faults', program: process.execPath, flags: ['tools/faults/run.mjs'] };
const consoleSizes = {
  name: 'console sizes',
  program: process.execPath,
  flags: ['scripts/console-sizes.mjs'],
  prints: true,
};
/** What each tier does before its levels, one list after the other. */
const checksOf = {
  gate: [[buildAsImage, ...checks], [consoleSizes]],
  extended: [[build]],
  release: [[build, plantedFaults]],
};
const levels = allLevels.filter(({ onRequest }) => onRequest !== true);

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    tier: { type: 'string', default: 'gate' },
    'nothing-skipped': { type: 'boolean', default: false },
  },
});
const tier = tiers.find(({ name }) => name === values.tier);
const unknown = [
  ...(tier === undefined ? [values.tier] : []),
  ...wanted.filter((name) => name !== 'checks' && !levels.some((level) => level.name === name)),
];
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. Known: checks, ${levels.map(({ name }) => name).join(', ')}; ` +
      `tiers: ${tiers.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

const began = Date.now();
const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const failures = [];
const notRun = [];

if (isWanted('checks'))
  for (const ofTier of checksOf[tier.name]) await runChecks(ofTier, { onEnd: noteCheck });
for (const lanes of stagesOf[tier.name]) await Promise.all(lanes.map(runLane));
const lacksTests = values['nothing-skipped'] && notRun.length > 0;
report();
process.exit(total.failed > 0 || lacksTests ? 1 : 0);

function noteCheck({ name, took, isGood }) {
  summary.push([name, took, isGood ? 'good' : 'FAILED']);
  if (isGood) return;
  total.failed += 1;
  failures.push(name);
}

async function runLane(runs) {
  for (const run of runs) await runJest(run);
}

/** What a run that is not heard says is printed when it ends, so that two do not talk at once. */
async function runJest({ levels: ofRun, workers, nice, heard }) {
  const own = levels.filter(({ name }) => ofRun.includes(name) && isWanted(name));
  if (own.length === 0) return;
  const names = own.map((level) => level.name);
  const title = `\n== ${names.join(', ')} tests`;
  console.log(heard ? title : `${title} (told when they end)`);
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-results-'));
  const output = join(folder, 'jest.json');
  const flags = [
    ...engine,
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--json',
    `--outputFile=${output}`,
    '--passWithNoTests',
    `--testSequencer=${join(root, 'test', 'longest-first.mjs')}`,
    ...(workers === 1 ? ['--runInBand'] : [`--maxWorkers=${workers}`]),
    '--selectProjects',
    ...names,
  ];
  const { code, said } = await runProgram(process.execPath, flags, {
    heard,
    priority: nice,
    environment: { TEST_TIER: tier.name },
  });
  if (!heard) console.log(`${title}\n${said}`);
  const result = readResult(output);
  rmSync(folder, { recursive: true, force: true });
  if (result === null) {
    total.failed += 1;
    failures.push(`${names.join(', ')} tests: Jest gave no result (it ended with ${code})`);
    return;
  }
  const failedBefore = total.failed;
  for (const level of own)
    note(
      level,
      result.testResults.filter(({ name: file }) => levelOf(file) === level.name),
    );
  // Such as a global tear-down that failed: no test says so.
  if (code !== 0 && total.failed === failedBefore) {
    total.failed += 1;
    failures.push(`${names.join(', ')} tests: Jest ended with ${code}`);
  }
}

function levelOf(file) {
  return /\.(\w+)\.test\.tsx?$/u.exec(file)?.[1];
}

function note({ name }, files) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') {
        counts.failed += 1;
        failures.push(`${name}: ${test.fullName}${reasonOf(test.failureMessages.join('\n'))}`);
      } else {
        counts.skipped += 1;
        notRun.push(`${name}: ${test.fullName}`);
      }
    }
    if (file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed')) {
      counts.failed += 1;
      failures.push(`${name}: ${file.name} did not run${reasonOf(file.message)}`);
    }
  }
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const tookMs = files.reduce((sum, file) => sum + file.endTime - file.startTime, 0);
  const { passed, failed, skipped } = counts;
  summary.push([
    name,
    `${(tookMs / 1000).toFixed(1)} s`,
    files.length === 0
      ? 'no tests yet'
      : `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  ]);
}

/** The first lines of what Jest says of a failure, without colors: who sees only the end of a log sees the reason. */
function reasonOf(message) {
  const lines = stripVTControlCharacters(message).split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line)); // prettier-ignore
  const shown = lines.slice(0, reasonLines).map((line) => line.slice(0, 300));
  return [...shown, ...(lines.length > reasonLines ? ['…'] : [])].map((line) => `\n      ${line}`).join('');
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function report() {
  console.log('\n== summary');
  for (const [name, time, outcome] of summary)
    console.log(`  ${name.padEnd(12)} ${time.padStart(8)}  ${outcome}`);
  console.log(`  ${'all'.padEnd(12)} ${secondsSince(began).padStart(8)}`);
  const seconds = processorSeconds();
  if (seconds !== null) console.log(`  ${'processor'.padEnd(12)} ${`${seconds.toFixed(1)} s`.padStart(8)}`);
  if (tier.limitMinutes !== undefined && (seconds ?? 0) > tier.limitMinutes * 60)
    console.log(
      `\n*** TOO MUCH: more than the ${tier.limitMinutes} minutes of processor time of this tier ***`,
    );
  if (notRun.length > 0) {
    const verdict = lacksTests ? ', which --nothing-skipped does not allow' : '';
    console.log(`\n*** NOT RUN on this machine: ${notRun.length}${verdict} ***`);
    for (const test of notRun) console.log(`  ${test}`);
  }
  if (failures.length > 0) {
    console.log('\n*** FAILED ***');
    for (const failure of failures) console.log(`  ${failure}`);
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

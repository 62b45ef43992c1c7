import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { levels as allLevels } from '../test/levels.mjs';
import { root } from './build-state.mjs';
import { checks, runChecks } from './checks.mjs';
import { runProgram, secondsSince } from './run-program.mjs';

/**
 * `npm test`: the checks without running anything, then every test level (docs/testing.md), each with its wall time.
 * `npm test -- unit workflow` runs only the named ones; `checks` stands for the first part.
 * The last line is the sum of Jest's own results; a check that fails, and a file that cannot run, count as failed.
 */
/** architecture.md 13. */
const limitMinutes = 12;
const reasonLines = 24;
/** The tests run what it makes. */
const build = { name: 'build', program: process.execPath, flags: ['scripts/build.mjs'] };
const levels = allLevels.filter(({ onRequest }) => onRequest !== true);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => name !== 'checks' && !levels.some((level) => level.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(', ')}. Known: checks, ${levels.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

const began = Date.now();
const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const failures = [];
const notRun = [];
const slow = [];

/** Nothing waits for lint and it takes as long as the other checks together, so it runs in the time that tests wait. */
const isLint = ({ name }) => name === 'lint';
if (isWanted('checks'))
  await runChecks([build, ...checks.filter((check) => !isLint(check))], { onEnd: noteCheck });
const linted = isWanted('checks')
  ? runChecks(checks.filter(isLint), { onEnd: noteCheck, priority: constants.priority.PRIORITY_LOW })
  : null;
for (const level of levels) if (level.lane === null && isWanted(level.name)) await runLevel(level);
await Promise.all([linted, runLane(1), runLane(2)]);
report();
process.exit(total.failed > 0 ? 1 : 0);

function noteCheck({ name, took, isGood }) {
  summary.push([name, took, isGood ? 'good' : 'FAILED']);
  if (isGood) return;
  total.failed += 1;
  failures.push(name);
}

async function runLane(lane) {
  for (const level of levels) if (level.lane === lane && isWanted(level.name)) await runLevel(level);
}

/** Of levels in lanes, what Jest says is printed when they end, so that two do not talk at once. */
async function runLevel({ name, lane, workers, limitMinutes: limit }) {
  const inLane = lane !== null;
  console.log(`\n== ${name} tests${inLane ? ' (told when they end)' : ''}`);
  const folder = mkdtempSync(join(tmpdir(), 'seatwise-results-'));
  const output = join(folder, 'jest.json');
  const start = Date.now();
  const flags = [
    '--json',
    `--outputFile=${output}`,
    '--passWithNoTests',
    '--selectProjects',
    name,
    ...(workers !== undefined ? [`--maxWorkers=${workers}`] : inLane ? ['--runInBand'] : []),
  ];
  const { code, said } = await runProgram(join(root, 'node_modules', '.bin', 'jest'), flags, {
    heard: !inLane,
    priority: inLane && limit === undefined ? constants.priority.PRIORITY_BELOW_NORMAL : undefined,
  });
  if (inLane) console.log(`\n== ${name} tests\n${said}`);
  const result = readResult(output);
  rmSync(folder, { recursive: true, force: true });
  if (result === null) {
    total.failed += 1;
    failures.push(`${name} tests: Jest gave no result (it ended with ${code})`);
    summary.push([name, secondsSince(start), 'FAILED']);
    return;
  }
  note(name, code, result, start);
  if (limit !== undefined && Date.now() - start > limit * 60_000)
    slow.push(`${name}: more than ${limit} minutes`);
}

function note(name, code, result, start) {
  const skipped = result.numPendingTests + result.numTodoTests;
  let failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  // Such as a global tear-down that failed: no test says so.
  if (code !== 0 && failed === 0) failed = 1;
  total.passed += result.numPassedTests;
  total.failed += failed;
  total.skipped += skipped;
  for (const file of result.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'pending' || test.status === 'todo') notRun.push(`${name}: ${test.fullName}`);
      if (test.status === 'failed')
        failures.push(`${name}: ${test.fullName}${reasonOf(test.failureMessages.join('\n'))}`);
    }
    if (file.status === 'failed' && file.assertionResults.length === 0)
      failures.push(`${name}: ${file.name} did not run${reasonOf(file.message)}`);
  }
  const counts = `${result.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  summary.push([name, secondsSince(start), result.numTotalTestSuites === 0 ? 'no tests yet' : counts]);
}

/** The first lines of what Jest says of a failure, without colours: who sees only the end of a log sees the reason. */
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
  const minutes = (Date.now() - began) / 60_000;
  console.log(`  ${'all'.padEnd(12)} ${secondsSince(began).padStart(8)}`);
  if (minutes > limitMinutes)
    slow.push(`all: more than the ${limitMinutes} minutes that architecture.md 13 allows`);
  for (const late of slow) console.log(`\n*** TOO SLOW: ${late} ***`);
  if (notRun.length > 0) {
    console.log(`\n*** NOT RUN on this machine: ${notRun.length} ***`);
    for (const test of notRun) console.log(`  ${test}`);
  }
  if (failures.length > 0) {
    console.log('\n*** FAILED ***');
    for (const failure of failures) console.log(`  ${failure}`);
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
}

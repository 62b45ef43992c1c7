import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { levels as allLevels } from '../test/levels.mjs';
import { root } from './build-state.mjs';

/**
 * `npm test`: the checks without running anything, then every test level (docs/testing.md), each with its wall time.
 * `npm test -- unit workflow` runs only the named ones; `checks` stands for the first part.
 * The last line is the sum of Jest's own results; a check that fails, and a file that cannot run, count as failed.
 */
/** architecture.md 13. */
const limitMinutes = 12;
const reasonLines = 24;
const bin = (name) => join(root, 'node_modules', '.bin', name);
const checks = [
  { name: 'types', program: bin('tsc'), flags: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'console types', program: bin('tsc'), flags: ['-p', 'web/tsconfig.json'] },
  { name: 'unused code', program: bin('knip'), flags: [] },
  { name: 'build', program: process.execPath, flags: ['scripts/build.mjs'] },
];
/** Nothing waits for it and it takes as long as the other checks together, so it runs in the time that tests wait. */
const lint = {
  name: 'lint',
  program: bin('eslint'),
  flags: ['.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'],
};
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

if (isWanted('checks')) await runChecks();
const linted = isWanted('checks') ? runCheck(lint, { priority: constants.priority.PRIORITY_LOW }) : null;
for (const level of levels) if (level.lane === null && isWanted(level.name)) await runLevel(level);
await Promise.all([linted, runLane(1), runLane(2)]);
report();
process.exit(total.failed > 0 ? 1 : 0);

/** Two at a time, one for each core of the smallest machine; what they say is printed when they end. */
async function runChecks() {
  const queue = [...checks];
  const next = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) await runCheck(check);
  };
  await Promise.all([next(), next()]);
}

async function runCheck({ name, program, flags }, { priority } = {}) {
  const start = Date.now();
  const { code, said } = await run(program, flags, { quiet: true, priority });
  summary.push([name, seconds(start), code === 0 ? 'good' : 'FAILED']);
  console.log(`${code === 0 ? 'good' : 'FAILED'}: ${name} (${seconds(start)})`);
  if (code === 0) return;
  console.log(said);
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
  const { code, said } = await run(bin('jest'), flags, {
    quiet: inLane,
    priority: inLane && limit === undefined ? constants.priority.PRIORITY_BELOW_NORMAL : undefined,
  });
  if (inLane) console.log(`\n== ${name} tests\n${said}`);
  const result = readResult(output);
  rmSync(folder, { recursive: true, force: true });
  if (result === null) {
    total.failed += 1;
    failures.push(`${name} tests: Jest gave no result (it ended with ${code})`);
    summary.push([name, seconds(start), 'FAILED']);
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
  summary.push([name, seconds(start), result.numTotalTestSuites === 0 ? 'no tests yet' : counts]);
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

/** @param priority as in `nice`: the greater, the more it leaves to others; its children have it too */
function run(program, flags, { quiet, priority }) {
  return new Promise((resolve) => {
    // Jest's report goes to stderr and its JSON to a file, so its stdout has nothing to say.
    const child = spawn(program, flags, {
      cwd: root,
      stdio: ['ignore', quiet ? 'pipe' : 'ignore', quiet ? 'pipe' : 'inherit'],
    });
    if (priority !== undefined && child.pid !== undefined) setPriority(child.pid, priority);
    let said = '';
    child.stdout?.on('data', (chunk) => (said += chunk));
    child.stderr?.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

function report() {
  console.log('\n== summary');
  for (const [name, time, outcome] of summary)
    console.log(`  ${name.padEnd(12)} ${time.padStart(8)}  ${outcome}`);
  const minutes = (Date.now() - began) / 60_000;
  console.log(`  ${'all'.padEnd(12)} ${seconds(began).padStart(8)}`);
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

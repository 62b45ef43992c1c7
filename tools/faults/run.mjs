import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compiler } from '../../scripts/compiler.mjs';
import { root } from '../../scripts/build-state.mjs';
import { secondsSince } from '../../scripts/run-program.mjs';
// Temporary files are kept in memory where there is room, as Jest keeps them.
import '../../test/environment/files-in-memory.mjs';
import { asvsFaults } from './asvs.mjs';
import { faults } from './list.mjs';

/**
 * `npm run faults`: plants one known fault after another in a copy of the work tree and runs the tests that are named to
 * find it (docs/testing.md). `npm run faults -- money duo` takes areas, or words of names. `--list` prints the faults;
 * `--check` only plants them and compiles. `--asvs` takes the breaks of ASVS requirements, all or by number.
 */
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    asvs: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});
/** One in thirty may be missed; a fault that does not apply never. */
const mayBeMissed = (count) => Math.floor(count / 30);
const longestMs = 10 * 60_000;

const selected = options.asvs
  ? asvsFaults.filter(
      ({ requirements }) => wanted.length === 0 || requirements.some((id) => wanted.includes(id)),
    )
  : faults.filter(
      ({ area, name }) =>
        wanted.length === 0 ||
        wanted.some((word) => area === word || name.toLowerCase().includes(word.toLowerCase())),
    );
if (selected.length === 0) {
  console.error(
    options.asvs
      ? 'No break is of this requirement (tools/faults/asvs.mjs).'
      : `No fault is called so. Areas: ${[...new Set(faults.map(({ area }) => area))].join(', ')}.`,
  );
  process.exit(2);
}
if (options.list) {
  for (const { area, name, file, tests } of selected)
    console.log(`${area}: ${name}\n  ${file}\n  ${tests.join(' ')}`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'seatwise-faults-'));
const copy = join(folder, 'tree');
let child = null;
let interruptedBy = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    interruptedBy ??= signal;
    // Jest ends its servers before it ends itself.
    child?.kill('SIGTERM');
  });

let code = 1;
try {
  copySources();
  code = options.check ? await check() : await plantAll();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
process.exit(interruptedBy === null ? code : 130);

/** What git knows or would add, as it is now, so that uncommitted changes are tested too. */
function copySources() {
  const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const name of names.split('\0')) {
    if (name === '' || !existsSync(join(root, name))) continue;
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(root, name), join(copy, name));
  }
  // Some tests ask git which files there are.
  for (const words of [
    ['init', '--quiet'],
    ['add', '--all'],
  ])
    execFileSync('git', words, { cwd: copy, stdio: 'ignore' });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  execFileSync(process.execPath, [join(copy, 'scripts', 'write-messages.mjs')], { stdio: 'ignore' });
  mkdirSync(join(folder, 'tmp'));
}

/** Puts the fault into the copy. Returns how to take it out; null: its text does not stand there exactly once. */
function plant({ file, find, replace }) {
  const path = join(copy, file);
  const sound = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (sound.split(find).length !== 2) return null;
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  );
  return () => writeFileSync(path, sound);
}

async function plantAll() {
  const began = Date.now();
  const results = [];
  for (const fault of selected) {
    const start = Date.now();
    const { verdict, detail } = await look(fault);
    if (interruptedBy !== null) return 1;
    results.push({ ...fault, verdict, detail });
    console.log(`${verdict.padEnd(14)} ${secondsSince(start).padStart(8)}  ${fault.area}: ${fault.name}`);
    console.log(`${' '.repeat(25)}${detail}`);
  }
  const of = (verdict) => results.filter((result) => result.verdict === verdict);
  for (const { verdict, area, name, detail } of results)
    if (verdict !== 'found') console.log(`\n${verdict.toUpperCase()}: ${area}: ${name}\n  ${detail}`);
  const found = of('found').length;
  console.log(`\n${found} of ${results.length} planted faults were found, in ${secondsSince(began)}`);
  const isGood = of('does not apply').length === 0 && results.length - found <= mayBeMissed(results.length);
  return isGood ? 0 : 1;
}

/** Plants one fault, runs its tests and takes it out again. */
async function look(fault) {
  const takeOut = plant(fault);
  if (takeOut === null)
    return { verdict: 'does not apply', detail: `${fault.file} does not hold the text exactly once` };
  try {
    return verdictOf(fault, await runTests(fault));
  } finally {
    takeOut();
  }
}

/** A suite that could not run finds nothing: only a test that ran and failed does. */
function verdictOf({ tests }, result) {
  const missed = (detail) => ({ verdict: 'NOT FOUND', detail });
  if (result === null) return missed(`Jest gave no result within ${longestMs / 60_000} minutes`);
  const ran = result.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ status, fullName }) => ({ status, words: `${name.slice(copy.length + 1)}: ${fullName}` })),
  );
  const failed = ran.find(({ status }) => status === 'failed');
  if (failed !== undefined) return { verdict: 'found', detail: failed.words };
  if (ran.length > 0) return missed(`${ran.length} tests of ${tests.join(', ')} passed`);
  const why = result.testResults.map(({ message }) => message).find((message) => message !== '');
  return missed(`no test ran: ${why?.split('\n').slice(0, 12).join('\n') ?? 'none has this name'}`);
}

async function runTests({ tests, only, patience }) {
  const output = join(folder, 'jest.json');
  rmSync(output, { force: true });
  await run([
    join(copy, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--ci',
    '--runInBand',
    // A fault may leave a server open, which nothing else closes.
    '--forceExit',
    '--json',
    `--outputFile=${output}`,
    ...(only === undefined ? [] : ['--testNamePattern', only]),
    ...(patience === undefined ? [] : [`--testTimeout=${patience * 1_000}`]),
    '--runTestsByPath',
    ...tests,
  ]);
  return existsSync(output) ? JSON.parse(readFileSync(output, 'utf8')) : null;
}

/** Plants as many at once as apply together, has the compiler look at them, and goes on with the rest. */
async function check() {
  const gone = selected.flatMap(({ tests }) => tests).filter((file) => !existsSync(join(root, file)));
  for (const file of gone) console.log(`NO SUCH TEST: ${file}`);
  let failed = gone.length;
  let waiting = selected;
  while (waiting.length > 0) {
    const rest = [];
    const planted = [];
    for (const fault of waiting) {
      const takeOut = plant(fault);
      if (takeOut !== null) planted.push(takeOut);
      else if (planted.length > 0) rest.push(fault);
      else {
        console.log(`DOES NOT APPLY: ${fault.area}: ${fault.name} (${fault.file})`);
        failed += 1;
      }
    }
    if (planted.length > 0 && !(await compiles())) failed += 1;
    for (const takeOut of planted.toReversed()) takeOut();
    waiting = rest;
  }
  console.log(failed === 0 ? `${selected.length} faults apply and compile` : `${failed} do not`);
  return failed === 0 ? 0 : 1;
}

/** A fault may leave a name unused. */
async function compiles() {
  for (const project of ['tsconfig.json', join('web', 'tsconfig.json')]) {
    const flags = [
      '--noEmit',
      '--incremental',
      'false',
      '--noUnusedLocals',
      'false',
      '--noUnusedParameters',
      'false',
    ];
    if ((await run([compiler(), ...flags, '-p', project], 'inherit')) !== 0) return false;
  }
  return true;
}

/** Runs a program of Node in the copy; its temporary files go when the copy goes. */
function run(flags, stdio = 'ignore') {
  const { TEST_TIER: _tier, ...environment } = process.env;
  return new Promise((resolve) => {
    child = spawn(process.execPath, flags, {
      cwd: copy,
      env: { ...environment, TMPDIR: join(folder, 'tmp') },
      stdio: ['ignore', stdio, stdio],
    });
    const { pid } = child;
    const tooLong = setTimeout(() => process.kill(pid, 'SIGKILL'), longestMs);
    child.once('error', () => resolve(1));
    child.once('close', (status) => {
      clearTimeout(tooLong);
      child = null;
      resolve(status ?? 1);
    });
  });
}

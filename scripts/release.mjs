import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faultsOf, identityOf } from './release-readiness.mjs';
import { contextOf, steps } from './release-steps.mjs';

/**
 * `npm run release`: the steps of a release (docs/releasing.md), or with `--step <name>`, repeated, only these. With
 * `--dry-run` it prints each step, what it needs and whether it is there, and runs nothing. Exits with 1 at the first step
 * that fails, with 2 for a step that does not exist. Nothing is published from a checkout that is no release.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, step: { type: 'string', multiple: true } },
});
const wanted = values.step ?? steps.map(({ name }) => name);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Known: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

const isDryRun = values['dry-run'];
const identity = identityOf(root);
const context = contextOf({ root, environment: process.env, identity, isDryRun });
const faults = faultsOf(root);
process.chdir(root);
console.log(`Seatwise ${identity.version}${isDryRun ? ': dry run, nothing is run or published' : ''}`);
try {
  for (const step of steps.filter(({ name }) => wanted.includes(name)))
    if (isDryRun) show(step);
    else await run(step);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

function show({ name, does, publishes = false, doneBy, programs = [], variables = [], commands }) {
  const needs = [
    ...programs.map((program) => `${program} (${isProgram(program) ? 'found' : 'missing'})`),
    ...variables.map((variable) => `${variable} (${process.env[variable] ? 'set' : 'not set'})`),
  ];
  const lines = [
    ...(publishes ? [faults.length === 0 ? 'publishes' : 'publishes; refused as check says'] : []),
    ...(needs.length === 0 ? [] : [`needs ${needs.join(', ')}`]),
    ...(doneBy === undefined ? [] : [`done by ${doneBy}`]),
    ...commands(context).map((words) => `runs ${wordsOf(words).map(quoted).join(' ')}`),
    ...(name === 'check' ? faults.map((fault) => `refuses: ${fault}`) : []),
  ];
  console.log([`\n${name}: ${does}`, ...lines.map((line) => `  ${line}`)].join('\n'));
}

async function run({ name, does, publishes = false, variables = [], prepare, commands, keep }) {
  console.log(`\n== ${name}: ${does}`);
  if (publishes && faults.length > 0)
    throw new Error(`Nothing is published from this checkout:\n${faults.join('\n')}`);
  const missing = variables.filter((variable) => !process.env[variable]);
  if (missing.length > 0) throw new Error(`Set ${missing.join(', ')} (docs/releasing.md).`);
  prepare?.(context);
  for (const command of commands(context)) {
    const words = wordsOf(command);
    if (words === null) {
      console.log('Was done before.');
      continue;
    }
    const said = await printed(words);
    keep?.(context, said, words);
  }
}

/** A function where it depends on what was done before; `null` if that is everything. */
function wordsOf(command) {
  return typeof command === 'function' ? command() : command;
}

/** What a program printed, which is also shown. Rejects if it cannot be run or fails. */
function printed([program, ...words]) {
  console.log(`$ ${[program, ...words].map(quoted).join(' ')}`);
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
      from.on('data', (chunk) => {
        said += chunk;
        to.write(chunk);
      });
    } // prettier-ignore
    child.once('error', ({ message }) => reject(new Error(`${program} cannot be run: ${message}`)));
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${program} exited with ${code}.`)),
    );
  });
}

function isProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function quoted(word) {
  return /^[\w@%+=:,./#$…-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { root } from './build-state.mjs';

/**
 * Runs a program to its end, with its exit code and what it said.
 * @param folder where it runs
 * @param heard what it says on standard error goes to the terminal at once, and its standard output nowhere
 * @param environment variables besides those of this process
 * @param priority as in `nice`: the greater, the more it leaves to others; its children have it too
 */
export function runProgram(
  program,
  flags,
  { folder = root, heard = false, priority, environment = {} } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(program, flags, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', heard ? 'ignore' : 'pipe', heard ? 'inherit' : 'pipe'],
    });
    if (priority !== undefined && child.pid !== undefined) setPriority(child.pid, priority);
    let said = '';
    child.stdout?.on('data', (chunk) => (said += chunk));
    child.stderr?.on('data', (chunk) => (said += chunk));
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

/** Seconds since a moment of `Date.now()`, as they are told. */
export const secondsSince = (start) => `${((Date.now() - start) / 1000).toFixed(1)} s`;

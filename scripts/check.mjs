import { checks, runChecks } from './checks.mjs';
import { runProgram, secondsSince } from './run-program.mjs';

/** `npm run check`: everything that can be said of the code without running it; 1 where something is wrong. */
const start = Date.now();
const failed = [];
await runChecks(checks, { onEnd: ({ name, isGood }) => (isGood ? undefined : failed.push(name)) });
// Told, and nothing fails by it.
const { said } = await runProgram(process.execPath, ['tools/size.mjs']);
console.log(said.trimEnd());
console.log(
  failed.length === 0
    ? `All good (${secondsSince(start)}).`
    : `FAILED: ${failed.join(', ')} (${secondsSince(start)}).`,
);
process.exit(failed.length === 0 ? 0 : 1);

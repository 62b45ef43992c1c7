import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Processor seconds of this process and of every process it has waited for, theirs included; null where the system has
 * no /proc. What another process has waited for (a server that was left to the system) is not in it.
 */
export function processorSeconds() {
  let stat;
  try {
    stat = readFileSync('/proc/self/stat', 'utf8');
  } catch {
    return null;
  }
  // proc(5): the fields after the name in parentheses; utime, stime, cutime and cstime are 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / ticksPerSecond();
}

let perSecond;
const ticksPerSecond = () =>
  (perSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));

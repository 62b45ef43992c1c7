import { CommanderError } from 'commander';
import { EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { fileTroubleOf } from '../config/system-errors.ts';
import { loadLocales } from '../messages/locales.ts';
import { message, type Message } from '../messages/message.ts';
import { MessageError } from '../messages/message-error.ts';
import {
  CannotRun,
  type Cells,
  type CommandContext,
  type ExitCode,
  type Line,
  type Report,
  type SeatwiseCommand,
  type SeatwiseProgram,
} from './command.ts';
import { programOf, usageFault } from './program.ts';
import { jsonDocument, type Said, type Say, sayIn } from '../messages/say.ts';

export interface Terminal {
  /** The report, and nothing else. */
  out(text: string): void;
  /** Why a command could not run. */
  err(text: string): void;
}

/**
 * Runs one command line and says with which code the process shall end. `stop` ends the command early: what it had
 * started is stopped in order.
 */
export async function runSeatwise(
  commands: readonly (SeatwiseCommand | SeatwiseProgram)[],
  args: readonly string[],
  setByName: NodeJS.ProcessEnv,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  await loadLocales();
  const say = sayIn(setByName);
  const write = { out: (text: string) => terminal.out(text), err: (text: string) => terminal.err(text) };
  const program = programOf(commands, say, write, async (command, options) => {
    code = await ('run' in command
      ? runCommand(command, options, { setByName, terminal, stop, say })
      : startProgram(command, options, terminal, say));
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for ends with 0, a command line that cannot be understood with commander's 1.
    if (error.exitCode === 0) return 0;
    const fault = usageFault(error);
    if (fault !== null) terminal.err(`${say(fault)}\n`);
    return 2;
  }
}

interface Process {
  readonly setByName: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
  readonly say: Say;
}

async function runCommand(
  command: SeatwiseCommand,
  options: Readonly<Record<string, unknown>>,
  { setByName, terminal, stop, say }: Process,
): Promise<ExitCode> {
  const json = options['json'] === true;
  const ends: (() => Promise<void>)[] = [];
  try {
    const environment = parseEnvironment(setByName);
    const context: CommandContext = { environment, setByName, say, onEnd: (close) => ends.unshift(close) };
    const report = await Promise.race([command.run(options, context), stopped(stop)]);
    const isOk = report.ok && report.incomplete !== true;
    terminal.out(json ? jsonDocument({ ok: isOk, ...report.data }, say) : text(report, say));
    if (report.incomplete === true) return 2;
    return report.ok ? 0 : 1;
  } catch (error) {
    const cause = causeOf(error);
    if (json) terminal.out(jsonDocument({ ok: false, error: cause }, say));
    else terminal.err(`${say(cause)}\n`);
    return 2;
  } finally {
    for (const end of ends) await end().catch(() => undefined);
  }
}

async function startProgram(
  { start }: SeatwiseProgram,
  options: Readonly<Record<string, unknown>>,
  terminal: Terminal,
  say: Say,
): Promise<ExitCode> {
  try {
    return await start(options);
  } catch (error) {
    terminal.err(`${say(causeOf(error))}\n`);
    return 2;
  }
}

function stopped(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      reject(new CannotRun(message('cli.interrupted')));
    };
    if (stop.aborted) onAbort();
    else stop.addEventListener('abort', onAbort, { once: true });
  });
}

const text = ({ lines }: Report, say: Say): string => lines.map((line) => `${shown(line, say)}\n`).join('');

function shown(line: Line, say: Say): string {
  if (!('cells' in line)) return say(line);
  return `${' '.repeat(line.indent)}${line.cells.map((cell) => shownCell(cell, say)).join(' ')}`;
}

const shownCell = (cell: Cells['cells'][number], say: Say): string =>
  'said' in cell ? say(cell.said).padEnd(cell.width) : say(cell satisfies Said);

/** What ended a command, for whoever called it. */
function causeOf(error: unknown): Message {
  if (error instanceof MessageError) return error.says;
  if (error instanceof EnvironmentError)
    return message('cli.environment', { problems: error.problems.map((one) => `  ${one}`).join('\n') });
  const cause = error instanceof Error ? error.message : String(error);
  return fileTroubleOf(error) ?? message('cli.internal', { cause });
}

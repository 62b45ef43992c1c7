import { Command, CommanderError, Option } from 'commander';
import { EnvironmentError, parseEnvironment } from '../config/environment.ts';
import { fileTroubleOf } from '../config/system-errors.ts';
import { StartRejected } from '../embedded/home.ts';
import { CannotRun, type CommandContext, type Report, type SeatwiseCommand } from './command.ts';

export interface Terminal {
  /** The report, and nothing else. */
  out(text: string): void;
  /** Why a command could not run. */
  err(text: string): void;
}

/** 0: good. 1: findings. 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/**
 * Runs one command line and says with which code the process shall end. `stop` ends the command early: what it had
 * started is stopped in order.
 */
export async function runSeatwise(
  commands: readonly SeatwiseCommand[],
  args: readonly string[],
  setByName: NodeJS.ProcessEnv,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command('seatwise')
    .description('Operates an installation of Seatwise: that of DATABASE_URL, or the one in SEATWISE_HOME.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) });
  for (const command of commands) {
    const declared = declare(program, command);
    declared.action(async () => {
      code = await runCommand(command, given(declared), setByName, terminal, stop);
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Help that was asked for ends with 0, a command line that cannot be understood with commander's 1.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

/** Options and arguments of a command line under their names. */
function given(declared: Command): Record<string, unknown> {
  const values = declared.registeredArguments.map((argument, index): [string, unknown] => [
    argument.name(),
    declared.processedArgs[index],
  ]);
  return { ...declared.opts(), ...Object.fromEntries(values) };
}

/** `audit verify` becomes the command `verify` of the group `audit`. */
function declare(program: Command, { name, summary, explanation, ...takes }: SeatwiseCommand): Command {
  const [first = name, second] = name.split(' ');
  const group = (): Command =>
    program.commands.find((known) => known.name() === first) ??
    program.command(first).exitOverride().copyInheritedSettings(program);
  const command = second === undefined ? program.command(first) : group().command(second);
  command.summary(summary).description(explanation === undefined ? summary : `${summary}\n\n${explanation}`);
  for (const argument of takes.arguments ?? []) command.addArgument(argument);
  for (const option of takes.options) command.addOption(option);
  command.addOption(new Option('--json', 'one JSON document on standard output, for scripts'));
  if (second !== undefined) group().summary(listed(group().commands));
  return command;
}

/** What a group of commands says in the list of all. */
const listed = (commands: readonly Command[]): string =>
  commands.map((command) => `${command.name()}: ${command.summary()}`).join('; ');

async function runCommand(
  command: SeatwiseCommand,
  options: Record<string, unknown>,
  setByName: NodeJS.ProcessEnv,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const json = options['json'] === true;
  const ends: (() => Promise<void>)[] = [];
  try {
    const environment = parseEnvironment(setByName);
    const context: CommandContext = { environment, setByName, onEnd: (close) => ends.unshift(close) };
    const report = await Promise.race([command.run(options, context), stopped(stop)]);
    terminal.out(
      json ? document({ ok: report.ok && report.incomplete !== true, ...report.data }) : text(report),
    );
    if (report.incomplete === true) return 2;
    return report.ok ? 0 : 1;
  } catch (error) {
    const message = sentence(error);
    if (json) terminal.out(document({ ok: false, error: { message } }));
    else terminal.err(`${message}\n`);
    return 2;
  } finally {
    for (const end of ends) await end().catch(() => undefined);
  }
}

function stopped(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      reject(new CannotRun('Stopped before the end.'));
    };
    if (stop.aborted) onAbort();
    else stop.addEventListener('abort', onAbort, { once: true });
  });
}

const document = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const text = ({ lines }: Report): string => lines.map((line) => `${line}\n`).join('');

function sentence(error: unknown): string {
  const expected =
    error instanceof CannotRun || error instanceof EnvironmentError || error instanceof StartRejected;
  if (expected) return error.message;
  const trouble = fileTroubleOf(error);
  if (trouble !== null) return trouble;
  return `An error of ours: ${error instanceof Error ? error.message : 'unknown'}. Run it again; if it stays, report it.`;
}

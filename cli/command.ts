import type { Environment } from '../config/environment.ts';
import type { Message } from '../messages/message.ts';
import { MessageError } from '../messages/message-error.ts';
import type { Said, Say } from '../messages/say.ts';

/** 0: good. 1: findings. 2: could not run. */
export type ExitCode = 0 | 1 | 2;

/** What a command found. Not `ok`: there are findings, and the exit code is 1. Holds no secret. */
export interface Report {
  readonly ok: boolean;
  /** A part of the work could not be done, and the report says which: exit code 2 whatever was found. */
  readonly incomplete?: boolean;
  /** For scripts: beside `ok` in the one JSON document on standard output, messages with their text. */
  readonly data: Readonly<Record<string, unknown>>;
  /** For people: the lines on standard output. */
  readonly lines: readonly Line[];
}

/** One line of a report: a message, or several beside each other. */
export type Line = Message | Cells;

export interface Cells {
  /** Spaces before the first. */
  readonly indent: number;
  /** Each takes as many characters as its width says, or more. */
  readonly cells: readonly (Said | { readonly said: Said; readonly width: number })[];
}

/** A line that belongs to the one above it. */
export const indented = (...cells: Cells['cells']): Cells => ({ indent: 2, cells });

/** A command that could not do its work; the message says what to do. Exit code 2. */
export class CannotRun extends MessageError {
  override readonly name = 'CannotRun';
}

export interface CommandContext {
  readonly environment: Environment;
  /** The variables as they were set, for what tells set ones from defaults. */
  readonly setByName: NodeJS.ProcessEnv;
  /** In the language of the process; for what is asked while the command runs. */
  readonly say: Say;
  /** Done in reverse order when the command has ended, failed or was told to stop. */
  onEnd(close: () => Promise<void>): void;
}

/** @param options and arguments by name, as commander read them: parse with zod. Throws {@link CannotRun}. */
export type RunCommand = (
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
) => Promise<Report>;

/** An option or argument of a command. */
export interface CommandInput {
  /** As it is typed: `--reason <text>`, `[file]`. */
  readonly flags: string;
  readonly help: Message;
  readonly required?: boolean;
}

/** What `--help` and the reference say of a command. */
interface Described {
  /** As it is typed: `doctor`, `audit verify`. */
  readonly name: string;
  readonly summary: Message;
  /** What `--help` says below the summary. */
  readonly explanation?: Message;
  readonly options: readonly CommandInput[];
  /** What follows the name without a dash, such as a file. */
  readonly arguments?: readonly CommandInput[];
}

/** One command of `seatwise`. Every command takes `--json` besides its own options. */
export interface SeatwiseCommand extends Described {
  readonly run: RunCommand;
}

/**
 * A command that takes over the process: it prints as it goes, without `--json`, and handles signals itself.
 * `start` resolves with the exit code; whoever still serves then ends the process later. Throws {@link CannotRun}.
 */
export interface SeatwiseProgram extends Described {
  readonly start: (options: Readonly<Record<string, unknown>>) => Promise<ExitCode>;
}

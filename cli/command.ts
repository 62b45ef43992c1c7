import type { Argument, Option } from 'commander';
import type { Environment } from '../config/environment.ts';

/** What a command found. Not `ok`: there are findings, and the exit code is 1. Holds no secret. */
export interface Report {
  readonly ok: boolean;
  /** A part of the work could not be done, and the report says which: exit code 2 whatever was found. */
  readonly incomplete?: boolean;
  /** For scripts: beside `ok` in the one JSON document on standard output. */
  readonly data: Readonly<Record<string, unknown>>;
  /** For people: the lines on standard output. */
  readonly lines: readonly string[];
}

/** A command that could not do its work; the message is a sentence that says what to do. Exit code 2. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}

export interface CommandContext {
  readonly environment: Environment;
  /** The variables as they were set, for what tells set ones from defaults. */
  readonly setByName: NodeJS.ProcessEnv;
  /** Done in reverse order when the command has ended, failed or was told to stop. */
  onEnd(close: () => Promise<void>): void;
}

/** @param options and arguments by name, as commander read them: parse with zod. Throws {@link CannotRun}. */
export type RunCommand = (
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
) => Promise<Report>;

/** One command of `seatwise`. Every command takes `--json` besides its own options. */
export interface SeatwiseCommand {
  /** As it is typed: `doctor`, `audit verify`. */
  readonly name: string;
  readonly summary: string;
  /** What `--help` says below the summary. */
  readonly explanation?: string;
  readonly options: readonly Option[];
  /** What stands behind the name without a dash, such as a file. */
  readonly arguments?: readonly Argument[];
  readonly run: RunCommand;
}

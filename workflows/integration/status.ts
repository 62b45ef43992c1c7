import { condition, setCurrentDetails } from '@temporalio/workflow';
import type { Cause, LoadedIntegration, TemporalUiDetails } from '../../contracts/temporal/activities.ts';
import type { IntegrationView } from '../../contracts/temporal/messages.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import * as details from '../details/of-integrations.ts';
import { SerialQueue } from './serial-queue.ts';

type Work = NonNullable<IntegrationView['busyWith']>;

/**
 * Where an integration stands, as its row said last, and what it has to do. The row is the truth; operators read this in
 * the Temporal UI, and whoever asks `integrationView`.
 */
export class Status {
  /** What the loop shall do besides the decisions that wait. */
  readonly wanted = new Set<'load' | 'reread'>();
  /** Commands of mapping decisions that are not applied yet, oldest first. */
  private readonly commands: string[];
  private readonly line = new SerialQueue();
  /** Null until the row was read. */
  private current: IntegrationPhase | null = null;
  private busyWith: Work | null = null;
  /** For details in the Temporal UI only. */
  private cause: Cause | null = null;
  private shown: TemporalUiDetails | null = null;

  constructor(
    private readonly integrationId: string,
    waiting: readonly string[],
  ) {
    this.commands = [...waiting];
  }

  get phase(): IntegrationPhase | null {
    return this.current;
  }

  get waiting(): readonly string[] {
    return this.commands;
  }

  get view(): IntegrationView {
    return { phase: this.current, waitingCommands: this.commands.length, busyWith: this.busyWith };
  }

  /** Until the row says the phase, nothing is answered. */
  known(): Promise<void> {
    return condition(() => this.current !== null);
  }

  /** Does one piece of work after the other. `busyWith` null: work that is not worth a word. */
  async inLine<T>(busyWith: Work | null, task: () => Promise<T>): Promise<T> {
    await this.known();
    return this.line.run(async () => {
      this.busyWith = busyWith;
      this.show();
      try {
        return await task();
      } finally {
        this.busyWith = null;
        this.show();
      }
    });
  }

  /** Work that ran beside a disconnect may answer after it, with what it saw before: disconnecting stands. */
  enter(phase: IntegrationPhase): void {
    if (this.current !== 'disconnecting') this.current = phase;
    this.show();
  }

  /** Enters a phase for a reason; null: for none that people have to know. */
  enterFor(phase: IntegrationPhase, cause: Cause | null): void {
    this.cause = cause;
    this.enter(phase);
  }

  /** As the row says. */
  take(row: LoadedIntegration): void {
    row.waitingCommandIds.forEach((commandId) => this.enqueue(commandId));
    if (row.loadWanted) this.wanted.add('load');
    this.shown = row.shown ?? null;
    this.enterFor(row.phase, row.cause ?? null);
  }

  /** The end of disconnecting, which only that reaches. */
  disconnected(): void {
    this.cause = null;
    this.current = 'disconnected';
  }

  /** Of a command that waits already, nothing more is to be done. */
  enqueue(commandId: string): void {
    if (!this.commands.includes(commandId)) this.commands.push(commandId);
    this.show();
  }

  /** Applies the decisions that wait, also those that come meanwhile; one that is cut off waits still. */
  async applyWaiting(apply: (commandId: string) => Promise<unknown>): Promise<void> {
    for (let next = this.commands[0]; next !== undefined; next = this.commands[0]) {
      await apply(next);
      this.commands.shift();
    }
  }

  private show(): void {
    if (this.current === null) return;
    setCurrentDetails(
      details.phase({
        integrationId: this.integrationId,
        phase: this.current,
        busyWith: this.busyWith,
        waitingCommands: this.commands.length,
        cause: this.cause,
        shown: this.shown,
      }),
    );
  }
}

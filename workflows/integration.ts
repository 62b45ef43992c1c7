import { allHandlersFinished, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import * as messages from '../contracts/temporal/messages.ts';
import type { CommandRef, IntegrationInput, IntegrationRef } from '../contracts/temporal/messages.ts';
import { readsEditions } from '../domain/states.ts';
import { textsFor } from './details/markdown.ts';
import { vendorEditions } from './integration/calls.ts';
import { commandNames, Commands } from './integration/commands.ts';
import { EditionRefresh } from './integration/edition-refresh.ts';
import { Status } from './integration/status.ts';
import { Work } from './integration/work.ts';
import { continueOnCurrentVersion, isSuperseded } from './versions.ts';

const day = 24 * 60 * 60_000;
const week = 7 * day;

/**
 * One entity per integration, from connect to disconnect (architecture.md 4): holds the phase and takes messages,
 * nothing else. The row is the truth; this workflow drives it. Continues as new at each phase change, on suggestion,
 * weekly, and for a new version of the workers. Fails only with `RowMissing`.
 */
export async function integrationWorkflow(input: IntegrationInput): Promise<void> {
  const integration = new Integration(input);
  integration.takeMessages();
  await integration.live();
  await condition(allHandlersFinished);
  const next = integration.handedOver();
  if (next !== null) await continueOnCurrentVersion<typeof integrationWorkflow>(next);
}

/** What is to be done, the first that applies. */
type Todo = 'disconnect' | 'load' | 'mapping' | 'reread' | 'daily';

class Integration {
  private readonly ref: IntegrationRef;
  private readonly status: Status;
  private readonly editions: EditionRefresh;
  private readonly work: Work;
  private readonly commands: Commands;
  private readonly begun = Date.now();
  private dailyAt = this.begun + day;

  constructor(input: IntegrationInput) {
    const { tenantId, integrationId, waitingCommandIds = [], editionsWanted = false } = input;
    this.ref = { tenantId, integrationId };
    this.status = new Status(integrationId, waitingCommandIds);
    if (input.loadWanted === true) this.status.wanted.add('load');
    this.editions = new EditionRefresh(editionsWanted, () => vendorEditions.refreshEditions(this.ref));
    this.work = new Work(this.ref, this.status, this.editions);
    this.commands = new Commands(this.ref, this.status, this.work, this.editions);
  }

  private readonly works: Readonly<Record<Todo, () => Promise<void>>> = {
    disconnect: () => this.status.inLine('disconnect', () => this.work.disconnect()),
    load: () => this.status.inLine('load', () => this.work.load()),
    mapping: () => this.status.inLine('mapping', () => this.work.applyWaiting()),
    reread: () => this.status.inLine(null, () => this.work.reread()),
    daily: () => {
      this.dailyAt += day;
      return this.status.inLine(null, () => this.work.daily());
    },
  };

  /** Message → method: at once for signals, as the table of commands says for what people ask. */
  takeMessages(): void {
    setHandler(messages.integrationView, () => this.status.view);
    setHandler(messages.decideMappings, (command) => this.decide(command));
    setHandler(messages.syncEnded, () => this.read());
    setHandler(messages.credentialsProbed, () => this.read());
    setHandler(messages.restored, () => this.read());
    setHandler(messages.deploymentChanged, () => undefined);
    for (const name of commandNames)
      setHandler(messages[name], this.commands.answers[name], { validator: commandShape });
  }

  /** Until its phase is another, its history long, a week over, or its version superseded. */
  async live(): Promise<void> {
    await this.work.reread();
    const phaseAtStart = this.status.phase;
    const turnsOver = (): boolean =>
      this.status.phase !== phaseAtStart ||
      workflowInfo().continueAsNewSuggested ||
      isSuperseded() ||
      Date.now() - this.begun >= week;
    while (!turnsOver() || this.status.phase === 'disconnecting') {
      if (this.editions.wanted && readsEditions(this.status.phase)) this.editions.begin();
      await condition(() => this.todo !== null || turnsOver(), Math.max(1, this.dailyAt - Date.now()), {
        summary: textsFor(null)('temporal.timer.reread'),
      });
      // By its own clock: with a message every day, waiting a day without any would never end.
      const todo = this.todo ?? (Date.now() >= this.dailyAt ? 'daily' : null);
      if (todo !== null) await this.works[todo]();
    }
  }

  /** What the next history begins with; null: there is none, it is disconnected. */
  handedOver(): IntegrationInput | null {
    const { phase, waiting } = this.status;
    if (phase === 'disconnected') return null;
    return {
      ...this.ref,
      waitingCommandIds: waiting,
      ...(this.editions.unfinished && readsEditions(phase) ? { editionsWanted: true } : {}),
      ...(this.status.wanted.has('load') && phase === 'loading' ? { loadWanted: true } : {}),
    };
  }

  private get todo(): Exclude<Todo, 'daily'> | null {
    if (this.status.phase === 'disconnecting') return 'disconnect';
    if (this.status.wanted.has('load')) return 'load';
    if (this.status.waiting.length > 0) return 'mapping';
    return this.status.wanted.has('reread') ? 'reread' : null;
  }

  /** Anyone may send a signal from the Temporal UI: one that names no command must not wedge the workflow. */
  private decide(command: CommandRef): void {
    if (namesCommand(command)) this.status.enqueue(command.commandId);
  }

  private read(): void {
    this.status.wanted.add('reread');
  }
}

/** Shape only, and synchronous: an async validator would wedge the workflow (platform.md 1.1). */
function commandShape(command: CommandRef): void {
  if (!namesCommand(command)) throw new TypeError('commandId is missing');
}

function namesCommand(command: Partial<CommandRef> | undefined): command is CommandRef {
  return typeof command?.commandId === 'string' && command.commandId.length > 0;
}

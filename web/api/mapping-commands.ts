import { CommandState, type DecisionOutcome, MappingOutcome } from '../../contracts/api/commands.ts';
import { read } from './client.ts';
import { command } from './command.ts';
import { type DecisionRequest, forgetRequest, keepRequest, storedRequests } from './decision-requests.ts';
import { mappingKeys } from './mapping.ts';
import { type ApiError, asApiError, isPassing } from '../values/problem.ts';
import { queryClient } from './query-client.ts';

const phases = ['saving', 'still', 'waiting'] as const;
/** `still`: no answer after two seconds. `waiting`: taken, and no worker came within ten. */
export type SavingPhase = (typeof phases)[number];

export interface PendingRequest extends DecisionRequest {
  readonly phase: SavingPhase;
}

export interface Settled {
  readonly request: DecisionRequest;
  /** Null where the whole request was rejected. */
  readonly outcomes: readonly DecisionOutcome[] | null;
  readonly error: ApiError | null;
}

const stillMs = 2_000;
const waitingMs = 10_000;
const firstRetryMs = 500;
const longestRetryMs = 5_000;
/** Older ones that never arrived are not sent any more: nobody expects them now. */
const lateMs = 10 * 60_000;

/** Whether to send once more with the same id: nobody looked at it, or the session has to be renewed first. */
const isWorthRepeating = (error: ApiError): boolean =>
  isPassing(error) || error.status === 401 || error.status === 429 || error.status === 504;

/**
 * Decisions on their way, until their receipts are there (console.md 5.1). Lives as long as the page, whatever
 * screen is shown; what is unfinished is kept in this browser, so that a reload asks for the receipts.
 */
export class MappingCommands {
  #pending: readonly PendingRequest[] = [];
  readonly #changed = new Set<() => void>();
  readonly #settled = new Set<(settled: Settled) => void>();
  readonly #own = new Set<string>();

  constructor(
    readonly integrationId: string,
    readonly memberId: string,
  ) {
    for (const request of storedRequests(integrationId)) {
      if (request.memberId !== memberId) continue;
      this.#add(request, 'still');
      void this.#resume(request);
    }
  }

  readonly pending = (): readonly PendingRequest[] => this.#pending;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  };

  readonly onSettled = (listener: (settled: Settled) => void): (() => void) => {
    this.#settled.add(listener);
    return () => this.#settled.delete(listener);
  };

  /** Was this command made on this page? */
  readonly isOwn = (commandId: string): boolean => this.#own.has(commandId);

  submit(request: Omit<DecisionRequest, 'commandId' | 'memberId' | 'madeAt'>): void {
    const { memberId } = this;
    const whole = { ...request, commandId: crypto.randomUUID(), memberId, madeAt: Date.now() };
    this.#add(whole, 'saving');
    void this.#send(whole);
  }

  #add(request: DecisionRequest, phase: SavingPhase): void {
    this.#own.add(request.commandId);
    keepRequest(this.integrationId, request);
    this.#set([...this.#pending, { ...request, phase }]);
    const age = Date.now() - request.madeAt;
    setTimeout(() => this.#reach(request.commandId, 'still'), Math.max(0, stillMs - age));
    setTimeout(() => this.#reach(request.commandId, 'waiting'), Math.max(stillMs, waitingMs - age));
  }

  /** Never back to an earlier one: that a command was taken may be told after it was waited for too long. */
  #reach(commandId: string, phase: SavingPhase): void {
    const isLater = (now: SavingPhase): boolean => phases.indexOf(phase) > phases.indexOf(now);
    this.#set(
      this.#pending.map((item) =>
        item.commandId === commandId && isLater(item.phase) ? { ...item, phase } : item,
      ),
    );
  }

  #set(pending: readonly PendingRequest[]): void {
    this.#pending = pending;
    for (const listener of this.#changed) listener();
  }

  /** After a reload: an old one is asked for first, and given up where it never arrived. */
  async #resume(request: DecisionRequest): Promise<void> {
    if (Date.now() - request.madeAt > lateMs) {
      const path = `/integrations/${this.integrationId}/commands/${request.commandId}`;
      try {
        await read(path, CommandState);
      } catch (error) {
        const problem = asApiError(error);
        if (problem.status === 404) {
          this.#settle({ request, outcomes: null, error: problem });
          return;
        }
      }
    }
    return this.#send(request);
  }

  async #send(request: DecisionRequest): Promise<void> {
    const { integrationId } = this;
    for (let wait = firstRetryMs; ; wait = Math.min(longestRetryMs, wait * 2)) {
      try {
        const { outcomes } = await command(
          'POST',
          `/integrations/${integrationId}/mapping-decisions`,
          MappingOutcome,
          {
            body: { decisions: request.decisions },
            key: request.commandId,
            integrationId,
            onTaken: () => this.#reach(request.commandId, 'still'),
          },
        );
        this.#settle({ request, outcomes, error: null });
        return;
      } catch (thrown) {
        const error = asApiError(thrown);
        if (!isWorthRepeating(error)) {
          this.#settle({ request, outcomes: null, error });
          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  #settle(settled: Settled): void {
    const { commandId } = settled.request;
    forgetRequest(this.integrationId, commandId);
    this.#pending = this.#pending.filter((item) => item.commandId !== commandId);
    for (const listener of this.#settled) listener(settled);
    // What is not on screen is read again when it is opened.
    void queryClient.invalidateQueries({
      queryKey: mappingKeys.all(this.integrationId),
      refetchType: 'none',
    });
    this.#set(this.#pending);
  }
}

const known = new Map<string, MappingCommands>();

/** One for each integration and member, for as long as the page lives. */
export function mappingCommands(integrationId: string, memberId: string): MappingCommands {
  const key = `${integrationId} ${memberId}`;
  const found = known.get(key) ?? new MappingCommands(integrationId, memberId);
  known.set(key, found);
  return found;
}

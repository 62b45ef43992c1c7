import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosInstallation } from './chaos-installation.ts';
import { type PartName, parts, type PlannedKill, type Stage } from './plan.ts';

export interface DoneKill {
  readonly parts: readonly PartName[];
  /** Where the life stood when it hit; a stage may end before its kill comes. */
  readonly stage: Stage;
}

/** Carries planned kills out, one after the other, beside the life that they belong to. */
export class Killer {
  readonly #installation: ChaosInstallation;
  readonly #tell: (words: string) => void;
  #stage: Stage = 'connect';
  #queue: Promise<void> = Promise.resolve();
  /** Aborted: no kill begins any more. */
  #resting = new AbortController();
  readonly done: DoneKill[] = [];
  /** What went wrong with killing or starting again: the run cannot go on. */
  fault: string | null = null;

  constructor(installation: ChaosInstallation, tell: (words: string) => void) {
    this.#installation = installation;
    this.#tell = tell;
  }

  /** The life has entered this stage; its kills begin to count their time. */
  enter(stage: Stage, kills: readonly PlannedKill[]): void {
    this.#stage = stage;
    for (const kill of kills.filter((one) => one.stage === stage))
      this.#queue = this.#queue
        .then(() => this.#carryOut(kill))
        .catch((error: unknown) => {
          this.fault ??= error instanceof Error ? error.message : 'unknown';
        });
  }

  /** Kills these in their turn, too, for so long; resolves when they are down, or when no kill may begin any more. */
  outage(names: readonly PartName[], downMs: number): Promise<void> {
    return new Promise((down) => {
      this.#queue = this.#queue
        .then(() => this.#carryOut({ parts: names, afterMs: 0, downMs }, down))
        .catch((error: unknown) => {
          this.fault ??= error instanceof Error ? error.message : 'unknown';
        })
        .finally(down);
    });
  }

  async #carryOut(
    { parts: names, afterMs, downMs }: Omit<PlannedKill, 'stage'>,
    down: () => void = () => undefined,
  ): Promise<void> {
    const { signal } = this.#resting;
    await sleep(afterMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const stage = this.#stage;
    await this.#installation.kill(names);
    this.done.push({ parts: names, stage });
    this.#tell(`killed ${names.join(' and ')} during ${stage}, back after ${downMs} ms`);
    down();
    await sleep(downMs);
    await this.#installation.revive(names);
  }

  /** No further kill begins; everything is up again. */
  async rest(): Promise<void> {
    this.#resting.abort();
    await this.#queue;
    this.#queue = Promise.resolve();
    this.#resting = new AbortController();
    await this.#installation.revive(parts);
  }

  /** How often each part was killed. */
  byPart(): Readonly<Record<PartName, number>> {
    const count = (name: PartName): number => this.done.filter((kill) => kill.parts.includes(name)).length;
    return Object.fromEntries(parts.map((name) => [name, count(name)])) as Record<PartName, number>;
  }
}

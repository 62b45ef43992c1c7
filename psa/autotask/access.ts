import { message } from '../../messages/message.ts';
import { z } from 'zod';
import type { KnownPsa } from '../pace.ts';
import type { PsaFailure, PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';

const information = z.object({
  info: z.object({ userAccessForQuery: z.string().nullish(), userAccessForCreate: z.string().nullish() }),
});

export type AccessTo = 'query' | 'create';

/** How long a write believes a right that an earlier client of the same credential saw confirmed. Milliseconds. */
const believedForMs = 3_600_000;

/**
 * What the security level of the user shows of each entity. It is asked before anything is listed, since less than all
 * makes lists shorter without a word (autotask.md 6). What is allowed is remembered; what is not is asked again.
 */
export class Access {
  readonly #reads: Reads;
  readonly #known: Pick<KnownPsa, 'confirmedUntil'>;
  readonly #allowed = new Set<string>();

  constructor(reads: Reads, known: Pick<KnownPsa, 'confirmedUntil'>) {
    this.#reads = reads;
    this.#known = known;
  }

  /** Of these entities, what no client of this credential saw confirmed lately; the first that is rejected. Null: none is. */
  async rejectionBeforeWriting(entities: readonly string[], limits: ReadLimits): Promise<PsaFailure | null> {
    const until = (entity: string) => this.#known.confirmedUntil.get(`${entity} query`) ?? 0;
    return this.firstRejection(
      entities.filter((entity) => until(entity) <= performance.now()),
      limits,
    );
  }

  /** Asked whatever was confirmed before: a list came shorter than it should be. */
  async rejectionNow(entities: readonly string[], limits: ReadLimits): Promise<PsaFailure | null> {
    for (const entity of entities) this.#allowed.delete(`${entity} query`);
    return this.firstRejection(entities, limits);
  }

  /** Null: everything of the entity may be done; else why not. */
  async rejection(entity: string, to: AccessTo, limits: ReadLimits): Promise<PsaFailure | null> {
    if (this.#allowed.has(`${entity} ${to}`)) return null;
    const asked = await this.ask(entity, to, limits);
    return asked.ok ? null : asked;
  }

  /** The first of several that is rejected; null: none is. */
  async firstRejection(entities: readonly string[], limits: ReadLimits): Promise<PsaFailure | null> {
    const rejections = await Promise.all(entities.map((entity) => this.rejection(entity, 'query', limits)));
    return rejections.find((one) => one !== null) ?? null;
  }

  async ask(entity: string, to: AccessTo, limits: ReadLimits): Promise<PsaResult<null>> {
    const right = `${entity} (${to})`;
    const read = { path: `${entity}/entityInformation`, right, shape: information };
    this.#known.confirmedUntil.delete(`${entity} ${to}`);
    const answer = await this.#reads.read(read, limits);
    if (!answer.ok) return answer;
    const { userAccessForQuery, userAccessForCreate } = answer.value.info;
    const level = (to === 'query' ? userAccessForQuery : userAccessForCreate) ?? 'None';
    if (level.toLowerCase() !== 'all')
      return psaFailure('PsaRightMissing', message('autotask.level-not-all', { right, level }));
    this.#allowed.add(`${entity} ${to}`);
    this.#known.confirmedUntil.set(`${entity} ${to}`, performance.now() + believedForMs);
    return { ok: true, value: null };
  }
}

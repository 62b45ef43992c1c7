import { z } from 'zod';
import type { PsaFailure, PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import type { ReadLimits } from '../waiting.ts';
import type { Reads } from './reads.ts';

const information = z.object({
  info: z.object({ userAccessForQuery: z.string().nullish(), userAccessForCreate: z.string().nullish() }),
});

export type AccessTo = 'query' | 'create';

/**
 * What the security level of the user shows of each entity. It is asked before anything is listed, since less than all
 * makes lists shorter without a word (autotask.md 6). What is allowed is remembered; what is not is asked again.
 */
export class Access {
  readonly #reads: Reads;
  readonly #allowed = new Set<string>();

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  /** Null: everything of the entity may be done; else why not. */
  async refusal(entity: string, to: AccessTo, limits: ReadLimits): Promise<PsaFailure | null> {
    if (this.#allowed.has(`${entity} ${to}`)) return null;
    const asked = await this.ask(entity, to, limits);
    return asked.ok ? null : asked;
  }

  /** The first of several that is refused; null: none is. */
  async firstRefusal(entities: readonly string[], limits: ReadLimits): Promise<PsaFailure | null> {
    const refusals = await Promise.all(entities.map((entity) => this.refusal(entity, 'query', limits)));
    return refusals.find((one) => one !== null) ?? null;
  }

  async ask(entity: string, to: AccessTo, limits: ReadLimits): Promise<PsaResult<null>> {
    const right = `${entity} (${to})`;
    const read = { path: `${entity}/entityInformation`, right, shape: information };
    const answer = await this.#reads.read(read, limits);
    if (!answer.ok) return answer;
    const { userAccessForQuery, userAccessForCreate } = answer.value.info;
    const level = (to === 'query' ? userAccessForQuery : userAccessForCreate) ?? 'None';
    if (level.toLowerCase() !== 'all')
      return psaFailure(
        'PsaRightMissing',
        `${right}: the security level of the API user says "${level}", where "All" is needed`,
      );
    this.#allowed.add(`${entity} ${to}`);
    return { ok: true, value: null };
  }
}

import { message } from '../../messages/message.ts';
import { z } from 'zod';
import { psaFailure } from './failures.ts';
import type { PsaResult } from '../port.ts';
import type { KnownPsa } from '../pace.ts';
import { shapes } from './answer-shapes.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';

/** Questions under way, by what clients of one credential know together. */
const asking = new WeakMap<object, Promise<PsaResult<string>>>();

/** Keys are written with capitals (connectwise.md 2). */
const companyInfo = z.object({
  CompanyID: z.string().trim().min(1).nullish().catch(null),
  Codebase: z.string().regex(/^\/?[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/),
});

/**
 * The path prefix of a company's API, such as `v4_6_release/`, found by `/login/companyinfo/{companyId}` and kept for
 * clients of the same credential. A cloud tenant's codebase can change at an upgrade (connectwise.md 2).
 */
export class Codebase {
  readonly #reads: Reads;
  readonly #companyId: string;
  readonly #rediscoverEveryMs: number;
  readonly #known: Pick<KnownPsa, 'address' | 'instanceId'>;
  /** When asking again gave the same codebase: then "not found" means what it says, for a while. */
  #confirmedAt = Number.NEGATIVE_INFINITY;

  /** @param known codebase that an earlier client of the same credential found, and where this one leaves its own */
  constructor(
    reads: Reads,
    companyId: string,
    rediscoverEveryMs: number,
    known: Pick<KnownPsa, 'address' | 'instanceId'>,
  ) {
    this.#reads = reads;
    this.#known = known;
    this.#companyId = companyId;
    this.#rediscoverEveryMs = rediscoverEveryMs;
  }

  /** The company ID as the server itself writes it; letter case does not tell companies apart. */
  async instanceId(limits: ReadLimits): Promise<PsaResult<string>> {
    const codebase = await this.current(limits);
    return codebase.ok
      ? { ok: true, value: (this.#known.instanceId ?? this.#companyId).toLowerCase() }
      : codebase;
  }

  async current(limits: ReadLimits): Promise<PsaResult<string>> {
    const { address } = this.#known;
    return address === null ? this.#discover(limits) : { ok: true, value: address };
  }

  /** The codebase after `used` led nowhere: asked again unless another call did so already, or it was just confirmed. */
  async again(used: string, limits: ReadLimits): Promise<PsaResult<string>> {
    const known = this.#known.address;
    if (known !== null && known !== used) return { ok: true, value: known };
    if (Date.now() - this.#confirmedAt < this.#rediscoverEveryMs) return { ok: true, value: used };
    const found = await this.#discover(limits);
    if (found.ok && found.value === used) this.#confirmedAt = Date.now();
    return found;
  }

  /**
   * One question at a time for all callers, whichever client they use; it outlives the caller that began it, so a cancel
   * stops only that caller.
   */
  #discover(limits: ReadLimits): Promise<PsaResult<string>> {
    const underWay = asking.get(this.#known);
    const asked = underWay ?? this.#ask({ ...limits, signal: undefined });
    if (underWay === undefined) {
      asking.set(this.#known, asked);
      void asked.finally(() => asking.delete(this.#known)).catch(() => undefined);
    }
    return unlessAborted(asked, limits.signal);
  }

  /** Only a company that is not known twice is not known: one stray answer must not send people after their keys. */
  async #ask(limits: ReadLimits): Promise<PsaResult<string>> {
    const first = await this.#askOnce(limits);
    return !first.ok && first.code === 'PsaWrongCompanyOrSite' ? this.#askOnce(limits) : first;
  }

  async #askOnce(limits: ReadLimits): Promise<PsaResult<string>> {
    const answer = await this.#reads.read(
      {
        operation: 'companyinfo',
        path: `/login/companyinfo/${encodeURIComponent(this.#companyId)}`,
        query: {},
        signedIn: false,
        right: null,
        shape: shapes.objectOrNull,
      },
      limits,
    );
    if (!answer.ok)
      return answer.code === 'PsaNotFound'
        ? psaFailure('PsaWrongCompanyOrSite', message('connectwise.company-unknown'))
        : answer;
    if (answer.value.value === null)
      return psaFailure('PsaWrongCompanyOrSite', message('connectwise.company-unknown'));
    const info = companyInfo.safeParse(answer.value.value);
    if (!info.success) return psaFailure('PsaAnswerUnreadable', message('connectwise.codebase-unreadable'));
    this.#known.instanceId = info.data.CompanyID ?? this.#companyId;
    const found = `${info.data.Codebase.replace(/^\/|\/$/g, '')}/`;
    this.#known.address = found;
    return { ok: true, value: found };
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

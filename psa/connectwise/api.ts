import { psaFailure } from './failures.ts';
import type { PsaResult } from '../port.ts';
import type { AnswerShape } from './answer-shapes.ts';
import type { Codebase } from './codebase.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { JsonAnswer, Reads } from './reads.ts';

/** The rights of the security role that Seatwise needs, in the words of its screen (connectwise.md 9). */
export const rights = {
  companies: 'Companies → Company Maintenance: Inquire, level All',
  agreements: 'Finance → Agreements: Inquire, level All',
  add: 'Finance → Agreements: Add, level All',
  edit: 'Finance → Agreements: Edit, level All',
  catalog: 'Procurement → Product Catalog: Inquire, level All',
  // Named so by vendors that read invoices; unverified (connectwise.md 9).
  invoices: 'Finance → Invoicing: Inquire, level All',
  // Whether `/system/info` needs a right at all is unverified; some vendors ask for this one.
  system: 'System → Table Setup: Inquire',
} as const;

/** A role that lists agreements and may not open this one: its own trouble, not the credential's. */
export const ofOneAgreement = <T>(read: PsaResult<T>): PsaResult<T> =>
  !read.ok && read.code === 'PsaRightMissing' ? psaFailure('PsaAgreementRejected', read.detail) : read;

interface ApiRead {
  readonly operation: string;
  /** Below `apis/3.0/`, encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly right: string;
  readonly shape: AnswerShape;
}

export interface ConnectWiseApi {
  /** GET below the company's codebase; throws only the reason of the caller's signal. */
  get(read: ApiRead, limits: ReadLimits): Promise<PsaResult<JsonAnswer>>;
}

/** A read below the codebase. Where it leads nowhere, or to an odd answer, the codebase is asked for once more. */
export function createApi(reads: Reads, codebase: Codebase): ConnectWiseApi {
  const pathBelow = (base: string, read: ApiRead) => `/${base}apis/3.0/${read.path}`;
  return {
    get: async (read, limits) => {
      const base = await codebase.current(limits);
      if (!base.ok) return base;
      const whereNow = async (now: ReadLimits): Promise<PsaResult<string>> => {
        const moved = await codebase.again(base.value, now);
        return moved.ok ? { ok: true, value: pathBelow(moved.value, read) } : moved;
      };
      return reads.read({ ...read, path: pathBelow(base.value, read), signedIn: true, whereNow }, limits);
    },
  };
}

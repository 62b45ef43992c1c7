import type { Owner } from '../../use-cases/people/second-factors.ts';
import { Problem } from '../problems.ts';
import type { Caller } from './caller.ts';

/** A signed-in person, as opposed to an API key. */
export interface Person {
  readonly personId: string;
  readonly sessionHash: string;
}

/** Throws the problem PersonRequired. */
export function personOf({ personId, sessionHash }: Caller): Person {
  if (personId === null || sessionHash === null) throw new Problem('PersonRequired');
  return { personId, sessionHash };
}

/** Whose second factors a request changes. A session that a password opened has a factor once one is added in it. */
export const ownerOf = (caller: Caller): Owner => ({
  ...personOf(caller),
  byProvider: caller.method === 'provider',
  marks: caller.method === 'password',
});

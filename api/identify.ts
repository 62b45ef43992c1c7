import type { Request, Response } from 'express';
import { within } from '../db/driver/deadline.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { ExportLimit } from './export-limit.ts';
import { Problem } from './problems.ts';
import type { RequestLimits } from './request-limits.ts';
import type { Route } from './route.ts';
import { type Caller, findCaller, lacksPrivilege, type Sessions } from './sign-in/caller.ts';
import { networkOf } from './sign-in/network.ts';
import { cookieValue, tokenHash } from './sign-in/session-cookie.ts';
import type { YieldingQueue } from './yielding-queue.ts';

/** A database that hangs, not only one that rejects, must answer 503 within 3 s (architecture.md 15). */
const identifyWithinMs = 2_600;

/** What it takes to say who sends a request. */
export interface Identifying {
  readonly deps: ApiDependencies;
  readonly cookieName: () => Promise<string>;
  readonly limits: RequestLimits;
  readonly sessions: Sessions;
  readonly readers: YieldingQueue;
  readonly exports: ExportLimit;
}

/** Whether a request needs a caller, may have one, or is answered without looking for one. */
type Identification = 'must' | 'may' | 'no';

export const identification = ({ needs, readsSession }: Route): Identification =>
  needs === null ? (readsSession === true ? 'may' : 'no') : 'must';

/** Who asks, and whether not too often: by address until a session or key is found, then by that. */
export async function identify(
  { deps, cookieName, limits, sessions }: Identifying,
  request: Request,
  response: Response,
  needed: Identification,
): Promise<Caller | null> {
  const network = networkOf(request.ip);
  if (needed === 'no') {
    await limits.ofAddress(response, network);
    return null;
  }
  const look = async (): Promise<Caller | null> => {
    const name = await cookieName();
    const credential = request.headers.authorization ?? cookieValue(request.headers.cookie, name);
    if (credential === null) {
      await limits.ofAddress(response, network);
      return null;
    }
    const of = { network, credentialHash: tokenHash(credential) };
    return limits.whileLooking(response, of, () => findCaller(deps, sessions, name, request));
  };
  const caller = await within(identifyWithinMs, look(), () => new Problem('DatabaseUnavailable'));
  if (caller === null && needed === 'must') throw new Problem('NotSignedIn');
  if (caller !== null) await limits.ofCaller(response, caller.sessionHash ?? caller.actor.id);
  return caller;
}

/** What is closed to keys, what a session must do before, or lacks for what is privileged. Throws its problem. */
export function requireFreedom(route: Route, caller: Caller): void {
  if (route.keys === 'no' && caller.by === 'api-key') throw new Problem('PersonRequired');
  if (caller.passwordChangeRequired) {
    if (route.beforePasswordChange !== true) throw new Problem('PasswordChangeRequired');
  } else if (caller.secondFactorRequired && route.beforeSecondFactor !== true) {
    throw new Problem('SecondFactorRequired');
  }
  if (route.privileged !== true) return;
  if (route.addsFactor === true && caller.mayAddFactor) return;
  const lacks = lacksPrivilege(caller);
  if (lacks !== null) throw new Problem(lacks);
}

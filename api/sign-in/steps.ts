import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { factors } from '../../domain/defaults.ts';
import type { SignInStepKind } from '../../domain/sign-ins.ts';
import type { StepKey } from '../../db/people/sign-in-steps.ts';
import { cookieValue, newSessionToken, tokenHash } from './session-cookie.ts';

const seconds = factors.stepMinutes * 60;

/** When a step that begins now expires. */
export const stepExpiry = (): Date => new Date(Date.now() + seconds * 1_000);

const stepCookieName = (sessionCookieName: string): string => `${sessionCookieName}-step`;

/** The key of a new step before there is a session, with the cookie that only its browser has. */
export function newStep(
  kind: SignInStepKind,
  sessionCookieName: string,
): { readonly key: StepKey; readonly cookie: string } {
  const token = newSessionToken();
  return {
    key: { kind, idHash: tokenHash(token) },
    cookie: `${stepCookieName(sessionCookieName)}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${seconds}`,
  };
}

/** The step that a browser is in; null: it sends no cookie of one. */
export function stepOf(request: Request, kind: SignInStepKind, sessionCookieName: string): StepKey | null {
  const token = cookieValue(request.headers.cookie, stepCookieName(sessionCookieName));
  return token === null ? null : { kind, idHash: tokenHash(token) };
}

/** The step of a session: one of each kind, so that a new one takes the place of the last. */
export const stepOfSession = (sessionHash: string, kind: SignInStepKind): StepKey => ({
  kind,
  idHash: createHash('sha256').update(`${kind}|${sessionHash}`, 'utf8').digest('hex'),
});

/** A passkey's challenge, as a step of the session that asks for it. */
export const challengeOfSession = (
  { personId, sessionHash }: { readonly personId: string; readonly sessionHash: string },
  kind: SignInStepKind,
  challenge: string,
) => ({
  ...stepOfSession(sessionHash, kind),
  personId,
  member: null,
  sessionHash,
  data: { challenge },
  expiresAt: stepExpiry(),
});

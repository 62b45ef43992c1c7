import type { ErrorCode } from '../../contracts/errors.ts';
import { inTransaction } from '../../db/model/database.ts';
import { findProvider, type StoredProvider } from '../../db/people/identity-providers.ts';
import { subjectsOfSession } from '../../db/people/provider-sessions.ts';
import type { ProviderStep } from '../../db/people/provider-steps.ts';
import { findSession } from '../../db/people/sessions.ts';
import { systemActor } from '../../domain/keys.ts';
import { identityOf, roleOf, subjectOf } from '../../domain/provider-identity.ts';
import type { SsoClaims } from '../../sso/port.ts';
import { isRejected } from '../../use-cases/outcome.ts';
import {
  connectIdentity,
  noteSsoRejection,
  recognize,
  type Said,
} from '../../use-cases/people/provider-sign-in.ts';
import { stepUp } from '../../use-cases/people/sessions.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problems.ts';
import type { Answer } from '../route.ts';
import { openSession, type SigningIn } from './begin-session.ts';
import { callerOfSession, type Caller } from './caller.ts';
import { codeOfFailure, openProvider, redirectUri } from './providers.ts';

/** Seconds that the provider's clock may be behind ours. */
const clockSkewMs = 60_000;

export interface CameBack {
  readonly step: ProviderStep;
  /** Of the session that began it; null: a sign-in. */
  readonly sessionHash: string | null;
  /** Whose redirect URI was called. */
  readonly providerId: string;
  /** As it was called, with what the provider added. */
  readonly query: string;
}

/** What a browser brought back; the code says why it opens, confirms, or connects nothing. */
export type Outcome =
  | { readonly kind: 'done'; readonly cookie: string | null }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

const failed = (code: ErrorCode): Outcome => ({ kind: 'failed', code });

/** Redeems what a browser brought back from a provider, and does what it was sent there for. */
export async function comeBack(
  deps: ApiDependencies,
  cookieName: string,
  { step, sessionHash, providerId, query }: CameBack,
  call: SigningIn,
): Promise<Outcome> {
  const provider = await findProvider(deps.db, step.tenantId, step.providerId);
  if (provider === null || !provider.enabled) return failed('SsoExpired');
  const reject = async (code: ErrorCode, said: Said | null, reason: string | null): Promise<Outcome> => {
    const { address, requestId } = call;
    await noteSsoRejection(deps.db, provider, { code, said, reason }, { address, requestId });
    return failed(code);
  };
  // Before redeeming: one provider must never be sent the code of another.
  if (providerId !== provider.id) return reject('SsoRejected', null, 'other-provider');
  const cameBack = new URL(redirectUri(deps.settings, provider.id));
  cameBack.search = query;
  const redeemed = await deps.sso.finish(await openProvider(deps, provider), cameBack, step.challenge);
  if (redeemed.kind === 'failed') return reject(codeOfFailure[redeemed.reason], null, redeemed.code);
  const identity = identityOf(provider, redeemed.value.claims);
  if (typeof identity === 'string') return reject(identity, null, null);
  const said = { identity, role: roleOf(provider, redeemed.value.claims) };
  const done =
    step.purpose === 'sign-in'
      ? await signIn(
          deps,
          cookieName,
          provider,
          said,
          { ...redeemed.value, isFresh: isFresh(redeemed.value, step) },
          call,
        )
      : await ofSession(deps, provider, said, redeemed.value, { step, sessionHash }, call);
  return done.kind === 'failed' ? reject(done.code, said, null) : done;
}

async function signIn(
  deps: ApiDependencies,
  cookieName: string,
  provider: StoredProvider,
  said: Said,
  { providerSession, isFresh }: SsoClaims & { readonly isFresh: boolean },
  call: SigningIn,
): Promise<Outcome> {
  const { address, requestId } = call;
  const by = {
    tenantId: provider.tenantId,
    actor: systemActor,
    requestId,
    address,
    now: new Date(),
  } as const;
  try {
    const begun = await openSession(deps, cookieName, call, async (tx) => {
      const recognized = await recognize(tx, provider, said, by);
      if (isRejected(recognized)) return recognized;
      const { member, identityId } = recognized;
      const opened = { id: provider.id, identityId, session: providerSession, isFresh };
      return { member, opening: { method: 'provider', factor: null, provider: opened } };
    });
    return { kind: 'done', cookie: cookieOf(begun) };
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return failed(error.code);
    throw error;
  }
}

const cookieOf = (answer: Answer): string | null =>
  answer.kind === 'json' ? (answer.headers?.['Set-Cookie'] ?? null) : null;

/** Confirms or connects the person whose session began the step, if it is still open. */
async function ofSession(
  deps: ApiDependencies,
  provider: StoredProvider,
  said: Said,
  claims: SsoClaims,
  { step, sessionHash }: Pick<CameBack, 'step' | 'sessionHash'>,
  { address, requestId }: SigningIn,
): Promise<Outcome> {
  const session =
    sessionHash === null ? null : await findSession(deps.db, sessionHash, deps.settings.sessionLimits);
  if (session === null || sessionHash === null || session.tenantId !== provider.tenantId)
    return failed('SsoExpired');
  const caller = callerOfSession(deps, session, sessionHash);
  const by = { tenantId: caller.tenantId, actor: caller.actor, requestId, address, now: new Date() };
  if (step.purpose === 'connect') {
    if (!caller.mayDoPrivileged) return failed('StepUpRequired');
    const rejection = await inTransaction(deps.db, (tx) =>
      connectIdentity(tx, provider, caller.member.id, said.identity, by),
    );
    return rejection === null ? { kind: 'done', cookie: null } : failed(rejection.code);
  }
  if (caller.confirmProvider?.id !== provider.id) return failed('ConfirmationRejected');
  if (!(await confirms(deps, provider, claims, step, sessionHash))) return failed('ConfirmationRejected');
  await inTransaction(deps.db, (tx) => stepUp(tx, caller.member.id, { hash: sessionHash, factor: null }, by));
  return { kind: 'done', cookie: null };
}

/** They proved to the provider who they are after they were sent there. */
const isFresh = ({ authenticatedAt }: SsoClaims, { startedAt }: ProviderStep): boolean =>
  authenticatedAt !== null && authenticatedAt.getTime() >= Date.parse(startedAt) - clockSkewMs;

/** The person of the session proved it to the provider again, after they were sent there. */
async function confirms(
  { db }: ApiDependencies,
  provider: StoredProvider,
  answer: SsoClaims,
  step: ProviderStep,
  sessionHash: string,
): Promise<boolean> {
  if (!isFresh(answer, step)) return false;
  const { claims } = answer;
  const subject = subjectOf(provider, claims);
  return subject !== null && (await subjectsOfSession(db, sessionHash, provider.id)).includes(subject);
}

/** Throws the problem why the caller may not begin this. */
export function requireBeginner(
  caller: Caller | null,
  provider: StoredProvider,
  purpose: ProviderStep['purpose'],
): void {
  if (purpose === 'sign-in') return;
  if (caller === null) throw new Problem('NotSignedIn');
  if (caller.sessionHash === null) throw new Problem('PersonRequired');
  if (caller.tenantId !== provider.tenantId) throw new Problem('NotFound');
  if (purpose === 'confirm') {
    if (caller.confirmProvider?.id !== provider.id) throw new Problem('ConfirmationRejected');
    return;
  }
  if (caller.passwordChangeRequired) throw new Problem('PasswordChangeRequired');
  if (caller.secondFactorRequired) throw new Problem('SecondFactorRequired');
  if (!caller.mayDoPrivileged) throw new Problem('StepUpRequired');
}

import { randomUUID } from 'node:crypto';
import { type ActivitiesUnderTest, activitiesUnderTest } from '../test/environment/activities-under-test.ts';
import type { CredentialSet, CredentialVerdict } from '../contracts/temporal/activities.ts';
import { receiveUpdateCommand, systemActor } from '../db/commands.ts';
import { credentialSummaries, putCandidate } from '../db/credentials.ts';
import { readGates } from '../db/integrations.ts';
import { raiseNotice } from '../db/notices.ts';
import type { NoticeCode } from '../domain/notices.ts';
import type { IntegrationPhase } from '../domain/states.ts';
import { createConcludeAuthentication } from './conclude-authentication.ts';
import { concludeProbe } from './housekeeping/conclude-probe.ts';

let under: ActivitiesUnderTest;
/** The versions in use, by set. */
let working: Readonly<Record<CredentialSet, string>>;
beforeAll(async () => {
  under = await activitiesUnderTest();
  const ids = (await credentialSummaries(under.db, under.key)).map(({ set, id }) => [set, id]);
  working = Object.fromEntries(ids) as typeof working;
});
beforeEach(async () => {
  await under.db.deleteFrom('notice').execute();
  await under.db.deleteFrom('credential').where('state', '=', 'candidate').execute();
  await phase('active');
});
afterAll(() => under.close());

const phase = (to: IntegrationPhase) => under.db.updateTable('integration').set({ phase: to }).execute();
const phaseNow = async () =>
  (await under.db.selectFrom('integration').select('phase').executeTakeFirstOrThrow()).phase;
const open = async () =>
  (
    await under.db
      .selectFrom('notice')
      .select(['code', 'subject'])
      .where('state', '=', 'open')
      .orderBy('code')
      .orderBy('subject')
      .execute()
  ).map(({ code, subject }) => [code, subject]);
const raise = (code: NoticeCode, subject: string) =>
  under.db.transaction().execute((tx) => raiseNotice(tx, under.key, { code, subject, detail: 'refused' }));

const accepted = (set: CredentialSet, credentialId = working[set]): CredentialVerdict => ({
  set,
  credentialId,
  ok: true,
  code: null,
  detail: null,
  facts: {},
});
const refused = (set: CredentialSet, code: string, credentialId = working[set]): CredentialVerdict => ({
  ...accepted(set, credentialId),
  ok: false,
  code,
  detail: `${code}: see to the key`,
});

async function authenticated(...verdicts: readonly CredentialVerdict[]) {
  const commandId = randomUUID();
  const command = { commandId, kind: 'authenticate', bodyHash: 'x', body: {}, actor: systemActor } as const;
  await receiveUpdateCommand(under.db, under.key, command);
  const named = new Set(verdicts.map(({ set }) => set));
  const others = (['accounts-api', 'admin-api', 'psa'] as const).filter((set) => !named.has(set));
  const input = { ...under.key, commandId, verdicts: [...verdicts, ...others.map((set) => accepted(set))] };
  return (await createConcludeAuthentication(under.deps())(input)).result.status;
}

const candidate = () =>
  under.db
    .transaction()
    .execute((tx) =>
      putCandidate(
        tx,
        under.deps().keyRing,
        under.key,
        'accounts-api',
        under.credentials.accountsApi,
        'test',
      ),
    );

describe('credentials that authenticate finds refused', () => {
  it.each(['awaiting-credentials', 'active'] as const)(
    'are no notice where nobody used them yet, while %s',
    async (now) => {
      await phase(now);
      expect(await authenticated(refused('accounts-api', 'DuoSignatureRefused', await candidate()))).toBe(
        422,
      );
      expect(await open()).toEqual([]);
      expect(await phaseNow()).toBe(now);
    },
  );

  it('are a notice where they are in use, also beside a candidate that is refused', async () => {
    const mistyped = refused('accounts-api', 'DuoSignatureRefused', await candidate());
    expect(await authenticated(mistyped, refused('psa', 'PsaSignInRefused'))).toBe(422);
    expect(await open()).toEqual([['CredentialsRefused', 'psa']]);
    expect(await phaseNow()).toBe('needs-attention');
    expect(await authenticated()).toBe(200);
    expect(await open()).toEqual([]);
    expect(await phaseNow()).toBe('active');
  });
});

describe('a working key that is refused during set-up, after a first success', () => {
  const gate = async () => {
    const { status, code } = (await readGates(under.db, under.key)).integration;
    return [status, code];
  };

  it.each(['loading', 'mapping'] as const)(
    'turns the integration indicator to error while %s, always with the newest cause, until it is accepted',
    async (now) => {
      await phase(now);
      expect(await authenticated()).toBe(200);
      expect(await gate()).toEqual(['pending', null]);
      expect(await authenticated(refused('psa', 'PsaSignInRefused'))).toBe(422);
      expect(await gate()).toEqual(['error', 'PsaSignInRefused']);
      expect(await phaseNow()).toBe(now);
      expect(await authenticated(refused('admin-api', 'DuoSignatureRefused'))).toBe(422);
      expect(await gate()).toEqual(['error', 'DuoSignatureRefused']);
      expect(await authenticated()).toBe(200);
      expect(await gate()).toEqual(['pending', null]);
    },
  );

  it('leaves the indicator alone where only a candidate was refused', async () => {
    await phase('mapping');
    expect(await authenticated()).toBe(200);
    expect(await authenticated(refused('accounts-api', 'DuoSignatureRefused', await candidate()))).toBe(422);
    expect(await gate()).toEqual(['pending', null]);
  });
});

it('an integration that needs attention shows the newest cause, not the first', async () => {
  const cause = async () =>
    (await under.db.selectFrom('integration').select('phase_code').executeTakeFirstOrThrow()).phase_code;
  expect(await authenticated(refused('psa', 'PsaSignInRefused'))).toBe(422);
  expect(await cause()).toBe('PsaSignInRefused');
  expect(await authenticated(refused('admin-api', 'DuoSignatureRefused'))).toBe(422);
  expect(await cause()).toBe('DuoSignatureRefused');
});

it('credentials that a probe finds accepted again end what was said of their set, and of no other', async () => {
  await phase('needs-attention');
  for (const set of ['accounts-api', 'psa']) {
    await raise('CredentialsRefused', set);
    await raise('CredentialProbeFailed', set);
  }
  await concludeProbe(under.deps(), under.key, [accepted('psa')]);
  expect(await open()).toEqual([
    ['CredentialProbeFailed', 'accounts-api'],
    ['CredentialsRefused', 'accounts-api'],
  ]);
});

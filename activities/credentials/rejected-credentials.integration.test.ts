import { asWritten } from '../../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { systemActor } from '../../domain/keys.ts';
import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import type { CredentialVerdict } from '../../contracts/temporal/activities.ts';
import { receiveUpdateCommand } from '../../db/integrations/commands.ts';
import { credentialSummaries, putCandidate } from '../../db/secrets/credentials.ts';
import { readGates } from '../../db/integrations/gates.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { NoticeCode } from '../../domain/notices.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { createListVendorAccounts } from '../sync/list-vendor-accounts.ts';
import { createLoadPsaCatalog } from '../lifecycle/load-psa-catalog.ts';
import { createLoadVendorAccounts } from '../lifecycle/load-vendor-accounts.ts';
import { createReadPsa } from '../sync/read-psa.ts';
import { createVerifyPsa } from './verify-psa.ts';
import { createConcludeAuthentication } from '../lifecycle/conclude-authentication.ts';
import { concludeProbe } from './conclude-probe.ts';
import { kept } from '../../test/environment/registered-kinds.ts';
import { createVerifyVendor, probeVendor } from './verify-vendor.ts';

type CredentialSet = 'accounts-api' | 'admin-api' | 'psa';

let under: ActivitiesUnderTest;
/** The versions in use, by set. */
let working: Readonly<Record<CredentialSet, string>>;
beforeAll(async () => {
  under = await activitiesUnderTest();
  await lookUpWorking();
});
beforeEach(async () => {
  await under.db.deleteFrom('notice').execute();
  await under.db.deleteFrom('credential').where('state', '=', 'candidate').execute();
  await phase('active');
});
afterAll(() => under.close());

async function lookUpWorking(): Promise<void> {
  const inUse = (await credentialSummaries(under.db, under.key)).filter(({ state }) => state === 'working');
  working = Object.fromEntries(inUse.map(({ set, id }) => [set, id])) as typeof working;
}

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
  under.db
    .transaction()
    .execute((tx) => raiseNotice(tx, under.key, { code, subject, detail: asWritten('rejected') }));

const accepted = (set: CredentialSet, credentialId = working[set]): CredentialVerdict => ({
  set,
  credentialId,
  ok: true,
  code: null,
  detail: null,
  facts: set === 'psa' ? { serverTimeZone: 'America/Chicago' } : {},
});
const rejected = (set: CredentialSet, code: string, credentialId = working[set]): CredentialVerdict => ({
  ...accepted(set, credentialId),
  ok: false,
  code,
  detail: asWritten(`${code}: check the key`),
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

const candidate = (fields: object = {}) =>
  under.db.transaction().execute((tx) => {
    const entered = kept('accounts-api', { ...under.credentials.accountsApi, ...fields });
    return putCandidate(tx, under.deps().keyRing, under.key, entered, 'test');
  });

describe('credentials that authenticate finds rejected', () => {
  it.each(['awaiting-credentials', 'active'] as const)(
    'are no notice where nobody used them yet, while %s',
    async (now) => {
      await phase(now);
      expect(
        await authenticated(rejected('accounts-api', 'VendorSignatureRejected', await candidate())),
      ).toBe(422);
      expect(await open()).toEqual([]);
      expect(await phaseNow()).toBe(now);
    },
  );

  it('are a notice where they are in use, also beside a candidate that is rejected', async () => {
    const mistyped = rejected('accounts-api', 'VendorSignatureRejected', await candidate());
    expect(await authenticated(mistyped, rejected('psa', 'PsaSignInRejected'))).toBe(422);
    expect(await open()).toEqual([['CredentialsRejected', 'psa']]);
    expect(await phaseNow()).toBe('needs-attention');
    expect(await authenticated()).toBe(200);
    expect(await open()).toEqual([]);
    expect(await phaseNow()).toBe('active');
  });
});

describe('a working key that is rejected during set-up, after a first success', () => {
  // A test above put another version in use.
  beforeAll(lookUpWorking);
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
      expect(await authenticated(rejected('psa', 'PsaSignInRejected'))).toBe(422);
      expect(await gate()).toEqual(['error', 'PsaSignInRejected']);
      expect(await phaseNow()).toBe(now);
      expect(await authenticated(rejected('admin-api', 'VendorSignatureRejected'))).toBe(422);
      expect(await gate()).toEqual(['error', 'VendorSignatureRejected']);
      expect(await authenticated()).toBe(200);
      expect(await gate()).toEqual(['pending', null]);
    },
  );

  it('turns the indicator to error where a probe finds it, until one finds it accepted', async () => {
    await phase('mapping');
    expect(await authenticated()).toBe(200);
    await concludeProbe(under.deps(), under.key, [rejected('admin-api', 'VendorKeyUnknown')]);
    expect(await gate()).toEqual(['error', 'VendorKeyUnknown']);
    await concludeProbe(under.deps(), under.key, [accepted('admin-api')]);
    expect(await gate()).toEqual(['pending', null]);
  });

  it('turns the indicator to error where loading finds it, and names the set that was rejected', async () => {
    const causes = async () =>
      Object.fromEntries(
        (await credentialSummaries(under.db, under.key)).map(({ set, failureCode }) => [set, failureCode]),
      );
    const none = { 'accounts-api': null, 'admin-api': null, psa: null };
    await phase('loading');
    expect(await authenticated()).toBe(200);
    const { integrationKey } = under.credentials.accountsApi;
    await under.control.changeDuoKey(integrationKey, { enabled: false });
    await runActivity(createLoadVendorAccounts(under.deps()), under.key);
    await under.control.changeDuoKey(integrationKey, { enabled: true });
    expect(await gate()).toEqual(['error', 'VendorKeyUnknown']);
    expect(await causes()).toEqual({ ...none, 'accounts-api': 'VendorKeyUnknown' });
    expect(await authenticated()).toBe(200);
    const { publicKey } = under.credentials.psa;
    await under.control.changeRights(publicKey, { companies: false });
    await runActivity(createLoadPsaCatalog(under.deps()), under.key);
    const [verdict] = await runActivity(createVerifyPsa(under.deps()), under.key);
    await under.control.changeRights(publicKey, { companies: true });
    expect(verdict?.facts).toMatchObject({
      rights: expect.arrayContaining([expect.objectContaining({ right: 'companies', ok: false })]) as unknown,
    });
    expect(await gate()).toEqual(['error', 'PsaRightMissing']);
    expect(await causes()).toEqual({ ...none, psa: 'PsaRightMissing' });
  });

  it('leaves the indicator, and what is in use, alone where only a candidate was rejected', async () => {
    await phase('mapping');
    expect(await authenticated()).toBe(200);
    const mistyped = await candidate({ secretKey: 'w'.repeat(40) });
    expect(await authenticated(rejected('accounts-api', 'VendorSignatureRejected', mistyped))).toBe(422);
    expect(await gate()).toEqual(['pending', null]);
    expect(await runActivity(createLoadVendorAccounts(under.deps()), under.key)).toMatchObject({ ok: true });
  });
});

it('an integration that needs attention shows the newest cause, not the first', async () => {
  const cause = async () =>
    (await under.db.selectFrom('integration').select('phaseCode').executeTakeFirstOrThrow()).phaseCode;
  expect(await authenticated(rejected('psa', 'PsaSignInRejected'))).toBe(422);
  expect(await cause()).toBe('PsaSignInRejected');
  expect(await authenticated(rejected('admin-api', 'VendorSignatureRejected'))).toBe(422);
  expect(await cause()).toBe('VendorSignatureRejected');
});

it('credentials that a probe finds accepted again end what was said of their set, and of no other', async () => {
  await phase('needs-attention');
  for (const set of ['accounts-api', 'psa']) {
    await raise('CredentialsRejected', set);
    await raise('CredentialProbeFailed', set);
  }
  await concludeProbe(under.deps(), under.key, [accepted('psa')]);
  expect(await open()).toEqual([
    ['CredentialProbeFailed', 'accounts-api'],
    ['CredentialsRejected', 'accounts-api'],
  ]);
});

describe('a sealed credential that does not open', () => {
  beforeAll(lookUpWorking);
  const sealedOf = async (set: CredentialSet): Promise<string> =>
    (
      await under.db
        .selectFrom('credential')
        .select('ciphertext')
        .where('id', '=', working[set])
        .executeTakeFirstOrThrow()
    ).ciphertext!;
  const seal = (set: CredentialSet, ciphertext: string) =>
    under.db.updateTable('credential').set({ ciphertext }).where('id', '=', working[set]).execute();
  const damages: Readonly<Record<string, (set: CredentialSet) => Promise<string>>> = {
    'a flipped bit': async (set) => {
      const bytes = Buffer.from(await sealedOf(set), 'base64');
      bytes[20]! ^= 1;
      return bytes.toString('base64');
    },
    'the record of another set': (set) => sealedOf(set === 'psa' ? 'admin-api' : 'psa'),
    'too few bytes': () => Promise.resolve('AAAA'),
  };
  const cases = Object.keys(damages).flatMap((damage) =>
    (['accounts-api', 'admin-api', 'psa'] as const).map((set) => [damage, set] as const),
  );
  let whole: string;
  let broken: CredentialSet;
  const breakBy = async (damage: string, set: CredentialSet): Promise<void> => {
    whole = await sealedOf(set);
    broken = set;
    await seal(set, await damages[damage]!(set));
  };
  afterEach(async () => {
    await seal(broken, whole);
    await under.db.updateTable('syncRun').set({ state: 'failed' }).where('state', '=', 'running').execute();
  });
  const forGood = { type: 'CredentialUnreadable', nonRetryable: true };

  it.each(cases)('by %s, %s: a run ends for good, and sends nothing with it', async (damage, set) => {
    await breakBy(damage, set);
    const run = await under.newRun();
    const activity = set === 'psa' ? createReadPsa(under.deps()) : createListVendorAccounts(under.deps());
    await expect(runActivity<typeof run, unknown>(activity, run)).rejects.toMatchObject(forGood);
  });

  it.each(cases)('by %s, %s: verifying names it beside what it found of the others', async (damage, set) => {
    await breakBy(damage, set);
    const verify = set === 'psa' ? createVerifyPsa(under.deps()) : createVerifyVendor(under.deps());
    const verdicts = await runActivity(verify, under.key);
    expect(verdicts.map((one) => [one.set, one.code])).toEqual(
      (set === 'psa' ? ['psa'] : ['accounts-api', 'admin-api']).map((one) => [
        one,
        one === set ? 'CredentialUnreadable' : null,
      ]),
    );
  });

  it('a probe of it: the integration needs attention, with notice and audit', async () => {
    await breakBy('a flipped bit', 'admin-api');
    await concludeProbe(
      under.deps(),
      under.key,
      await runActivity((key: typeof under.key) => probeVendor(under.deps(), key, 'working'), under.key),
    ).catch(() => undefined); // Nobody listens in Temporal here.
    expect(await phaseNow()).toBe('needs-attention');
    expect(await open()).toEqual([['CredentialProbeFailed', 'admin-api']]);
    const audited = await under.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('action', '=', 'credentials.probe-rejected')
      .execute();
    expect(JSON.stringify(audited)).toContain('CredentialUnreadable');
  });

  it('in set-up: the gate of what it loads says so', async () => {
    const gate = (part: 'accounts' | 'services') =>
      under.db
        .selectFrom('gateStatus')
        .select(['status', 'code'])
        .where('part', '=', part)
        .executeTakeFirst();
    await breakBy('a flipped bit', 'psa');
    expect(await runActivity(createLoadPsaCatalog(under.deps()), under.key)).toMatchObject({ ok: false });
    expect(await gate('services')).toEqual({ status: 'error', code: 'CredentialUnreadable' });
    await seal('psa', whole);
    await breakBy('a flipped bit', 'accounts-api');
    expect(await runActivity(createLoadVendorAccounts(under.deps()), under.key)).toMatchObject({ ok: false });
    expect(await gate('accounts')).toEqual({ status: 'error', code: 'CredentialUnreadable' });
  });
});

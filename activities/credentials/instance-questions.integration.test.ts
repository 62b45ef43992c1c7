import { randomUUID } from 'node:crypto';
import type { CredentialVerdict, SyncRunRef } from '../../contracts/temporal/activities.ts';
import { keptInstance } from '../../db/integrations/instances.ts';
import { receiveUpdateCommand } from '../../db/integrations/commands.ts';
import { credentialSummaries, putCandidate } from '../../db/secrets/credentials.ts';
import type { InstanceAnswer, InstanceSide } from '../../domain/instances.ts';
import { systemActor } from '../../domain/keys.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import {
  type ActivitiesUnderTest,
  activitiesUnderTest,
  type PsaUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { kept } from '../../test/environment/registered-kinds.ts';
import { createAnswerInstance } from '../lifecycle/answer-instance.ts';
import { createConcludeAuthentication } from '../lifecycle/conclude-authentication.ts';
import { createLoadVendorAccounts } from '../lifecycle/load-vendor-accounts.ts';
import { createListVendorAccounts } from '../sync/list-vendor-accounts.ts';
import { createReadPsa } from '../sync/read-psa.ts';
import { createVerifyPsa } from './verify-psa.ts';
import { createVerifyVendor } from './verify-vendor.ts';

let under: ActivitiesUnderTest;

async function verdicts(): Promise<readonly CredentialVerdict[]> {
  const deps = under.deps();
  return [
    ...(await runActivity(createVerifyVendor(deps), under.key)),
    ...(await runActivity(createVerifyPsa(deps), under.key)),
  ];
}

/** What the workflow does with one command, after verifying every credential. */
async function command(kind: 'authenticate' | 'answerInstance', body: object) {
  const commandId = randomUUID();
  await receiveUpdateCommand(under.db, under.key, {
    commandId, kind, bodyHash: 'x', body, actor: systemActor,
  }); // prettier-ignore
  const input = { ...under.key, commandId, verdicts: await verdicts() };
  const work = kind === 'authenticate' ? createConcludeAuthentication : createAnswerInstance;
  const { result } = await work(under.deps())(input);
  return { status: result.status, code: (result.body as { readonly code?: string }).code };
}

async function signInToCopy(): Promise<void> {
  const { credentials } = await under.control.addInstance('connectwise', 'copy');
  await under.db
    .transaction()
    .execute((tx) => putCandidate(tx, under.deps().keyRing, under.key, kept('psa', credentials.psa), 'test'));
  await command('authenticate', {});
}

const psaSide = async () => (await keptInstance(under.db, under.key, 'psa'))!;
const answer = (credentialId: string, askedAt: Date, kind: InstanceAnswer) =>
  command('answerInstance', { credentialId, askedAt: askedAt.toISOString(), answer: kind });

const gone = { status: 409, code: 'InstanceQuestionGone' };

const runsOn = (psa: PsaUnderTest): void => {
  beforeAll(async () => {
    under = await activitiesUnderTest(undefined, {}, 'small', psa);
    await command('authenticate', {});
  });
  afterAll(() => under.close());
};

async function newRun(): Promise<SyncRunRef> {
  await under.db.updateTable('syncRun').set({ state: 'failed' }).where('state', '=', 'running').execute();
  return under.newRun();
}

const listAccounts = async () => runActivity(createListVendorAccounts(under.deps()), await newRun());
const readCompanies = async () => runActivity(createReadPsa(under.deps()), await newRun());

/** IDs and whether they are listed, of every account or company that is known. */
const known = (table: 'vendorAccount' | 'psaCompany') =>
  under.db.selectFrom(table).select(['foreignId', 'goneAt']).orderBy('foreignId').execute();

async function expectAsked(side: InstanceSide, phase: IntegrationPhase): Promise<void> {
  expect((await keptInstance(under.db, under.key, side))?.question).toMatchObject({ code: 'OtherInstance' });
  const { phase: now } = await under.db.selectFrom('integration').select('phase').executeTakeFirstOrThrow();
  expect(now).toBe(phase);
}

const otherInstance = { type: 'OtherInstance', nonRetryable: true };

describe('a sync that reads an account list of another parent', () => {
  runsOn('connectwise');

  it('fails, keeps the accounts, and asks, until a list shares accounts with the last accepted one', async () => {
    await listAccounts();
    const before = await known('vendorAccount');
    await under.control.addInstance('duo', 'replaced');
    for (let time = 0; time < 2; time += 1) await expect(listAccounts()).rejects.toMatchObject(otherInstance);
    expect(await known('vendorAccount')).toEqual(before);
    await expectAsked('vendor', 'needs-attention');
    expect(await runActivity(createLoadVendorAccounts(under.deps()), under.key)).toEqual({
      ok: false,
      code: 'OtherInstance',
    });
    expect(await command('authenticate', {})).toMatchObject({ status: 409, code: 'OtherInstance' });

    await under.control.addInstance('duo', 'replaced');
    await listAccounts();
    expect((await keptInstance(under.db, under.key, 'vendor'))?.question).toBeNull();
    expect(await command('authenticate', {})).toMatchObject({ status: 200 });
  });
});

describe.each(['connectwise', 'autotask', 'halopsa'] as const)(
  'a sync that reads a company list of another instance from %s',
  (psa) => {
    runsOn(psa);

    it('fails, keeps the companies, and asks, until a list shares companies with the last accepted one', async () => {
      await readCompanies();
      const before = await known('psaCompany');
      await under.control.addInstance(psa, 'replaced');
      for (let time = 0; time < 2; time += 1)
        await expect(readCompanies()).rejects.toMatchObject(otherInstance);
      expect(await known('psaCompany')).toEqual(before);
      await expectAsked('psa', 'needs-attention');
      const { question } = await psaSide();
      expect(await command('authenticate', {})).toMatchObject({ status: 409, code: 'OtherInstance' });

      await under.control.addInstance(psa, 'replaced');
      expect(await answer(question!.credentialId, question!.askedAt, 'another')).toEqual(gone);
      await readCompanies();
      expect((await psaSide()).question).toBeNull();
      expect(await command('authenticate', {})).toMatchObject({ status: 200 });
    });
  },
);

describe('an answer about an instance', () => {
  runsOn('connectwise');

  it('is rejected once another administrator answered the question, and changes nothing', async () => {
    await signInToCopy();
    const { question } = await psaSide();
    const { credentialId, askedAt } = question!;

    expect(await answer(credentialId, askedAt, 'moved')).toMatchObject({ status: 200 });
    for (const late of ['another', 'moved'] as const)
      expect(await answer(credentialId, askedAt, late)).toEqual(gone);

    const { phase, successorId } = await under.db
      .selectFrom('integration')
      .select(['phase', 'successorId'])
      .executeTakeFirstOrThrow();
    expect([phase, successorId]).toEqual(['active', null]);
    const { move } = await psaSide();
    const working = (await credentialSummaries(under.db, under.key)).find(
      ({ set, state }) => set === 'psa' && state === 'working',
    )!;
    expect(await answer(working.id, move!.since, 'moved')).toMatchObject({ status: 200 });
    expect(await answer(working.id, move!.since, 'another')).toEqual(gone);
  });
});

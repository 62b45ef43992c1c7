import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { testNamespace } from '../../test/environment/temporal.ts';
import type { SyncRunEnd } from '../../contracts/temporal/activities.ts';
import { readComposedLine } from '../../db/model/stored-documents.ts';
import { createEndSyncRun } from './end-sync-run.ts';
import { mapEverything, readRun } from './whole-syncs.fixture.ts';

/** Syncs of `small` against Autotask, whose security levels make lists shorter without a word (autotask.md 6). */
let under: ActivitiesUnderTest;
const rights = { ContractServices: 'All', ContractServiceUnits: 'All' } as const;

beforeAll(async () => {
  under = await activitiesUnderTest(await testNamespace(), {}, 'small', 'autotask');
  await sync(() => mapEverything(under));
});
afterEach(() => level(rights));
afterAll(() => under.close());

async function sync(beforeComposing?: () => Promise<void>): Promise<SyncRunEnd> {
  const run = await under.newRun();
  await readRun(under, run, beforeComposing);
  return runActivity(createEndSyncRun(under.deps()), run);
}

const level = (query: object) =>
  under.control.editAutotask({ kind: 'user', userName: under.credentials.autotask.userName, query });

/** The right is withdrawn once contracts were listed: what was confirmed before does not hold any more. */
const withdrawnDuringSync = (query: object) =>
  under.control.atMoment({
    when: {
      vendor: 'autotask', method: 'POST', path: '/ATServicesRest/V1.0/Contracts/query', phase: 'after-answer',
    },
    do: {
      kind: 'autotask',
      edit: { kind: 'user', userName: under.credentials.autotask.userName, query },
    },
  }); // prettier-ignore

const lines = async () => {
  const rows = await under.db.selectFrom('usageLine').select(['composed', 'form']).execute();
  return rows.map(({ composed, form }) => readComposedLine(composed, form));
};

const vanished = async () =>
  (await lines()).filter(({ flags }) => flags.some(({ flag }) => flag === 'vanished'));
const notRead = async () => (await lines()).filter(({ kind }) => kind === 'not-read');

describe('a right that is withdrawn during a sync', () => {
  it.each([
    ['contract services', { ContractServices: 'None' }],
    ['some contract services', { ContractServices: 'Restricted' }],
  ] as const)('to see %s loses no line: what came shorter was not read, with the cause', async (_, query) => {
    const before = (await lines()).filter(({ psaQuantity }) => psaQuantity !== null).length;
    expect(before).toBeGreaterThan(5);
    await withdrawnDuringSync(query);
    const end = await sync();
    expect(['partial', 'failed']).toContain(end.outcome);
    expect(await vanished()).toEqual([]);
    const causes = new Set((await notRead()).map((line) => line.notRead?.code));
    expect([...causes]).toEqual(['PsaRightMissing']);
    await level(rights);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect(await notRead()).toEqual([]);
  });

  it('to see units is no contract that bills nothing: the list fails, with the cause', async () => {
    await withdrawnDuringSync({ ContractServiceUnits: 'None' });
    await expect(sync()).rejects.toMatchObject({ type: 'PsaRightMissing' });
    expect((await lines()).filter(({ kind }) => kind === 'bills-nothing')).toEqual([]);
    await under.db.updateTable('syncRun').set({ state: 'failed' }).where('state', '=', 'running').execute();
    await level(rights);
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('many lines that are gone at once', () => {
  it('make the run partial, with a notice, and each is held', async () => {
    const { contractServices, services } = await under.control.scenarioOf('autotask');
    const duo = new Set(services.filter(({ name }) => name.startsWith('DUO-')).map(({ id }) => id));
    const gone = contractServices.filter(({ serviceID }) => duo.has(serviceID)).slice(0, 6);
    for (const { id } of gone)
      await under.control.editAutotask({ kind: 'contract-service', id, remove: true });
    expect(await sync()).toMatchObject({ outcome: 'partial', code: 'LinesMissing' });
    expect((await vanished()).length).toBeGreaterThan(2);
    const notices = await under.db.selectFrom('notice').select('code').where('state', '=', 'open').execute();
    expect(notices.map(({ code }) => code)).toEqual(expect.arrayContaining(['LinesMissing', 'SyncPartial']));
    // A later sync says the same: nothing further is gone.
    expect(await sync()).toMatchObject({ outcome: 'succeeded' });
    expect((await vanished()).length).toBeGreaterThan(2);
  });
});

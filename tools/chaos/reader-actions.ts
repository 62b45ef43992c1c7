import type { readerActions } from './plan.ts';
import { type Scene, soon } from './scene.ts';

type ReaderAction = (typeof readerActions)[number];

const syncs = ({ integration }: Scene): string => `${integration.path}/syncs`;

async function startSync(scene: Scene, mode = 'full', options = {}): Promise<string | null> {
  const { status, body } = await scene.person.ask('POST', syncs(scene), { mode }, options);
  if (body['joined'] === true) scene.encounters.note('syncs joined over HTTP');
  return status < 300 ? String(body['runId']) : null;
}

/** What a reviewer does about readings. */
export const reader: Readonly<Record<ReaderAction, (scene: Scene) => Promise<void>>> = {
  sync: async (scene) => {
    await startSync(scene);
  },
  // Two people at once: under two keys, so one run joins the other.
  'sync-twice': async (scene) => {
    await Promise.all([startSync(scene), startSync(scene)]);
    await scene.person.askTwice('POST', syncs(scene), { mode: 'full' });
  },
  'sync-unheard': async (scene) => {
    await startSync(scene, 'full', { unheardAfterMs: scene.choose.between(1, 40) });
  },
  'retry-failed': async (scene) => {
    const order = {
      vendor: 'duo', path: '/admin/v1/users', accountId: await someChild(scene),
      fault: { kind: 'status', status: 500, body: 'empty' },
    } as const; // prettier-ignore
    await scene.faults.during('status 500, empty', order, async () => {
      const run = await startSync(scene);
      if (run !== null) await ended(scene, run);
    });
    const retry = await startSync(scene, 'failed-accounts');
    if (retry !== null) await ended(scene, retry);
  },
  'read-again': async (scene) => {
    const lines = await scene.person.items(`/usage-lines?integration=${scene.integration.id}&limit=500`);
    if (lines.length > 0)
      await scene.person.ask('POST', `/usage-lines/${String(scene.choose.pick(lines)['id'])}/read-again`, {});
  },
  'cancel-sync': async (scene) => {
    await hold(scene, 1);
    const run = await startSync(scene);
    if (run !== null) await scene.person.ask('POST', `/syncs/${run}/cancel`, {});
  },
  'short-budget': async (scene) => {
    await scene.faults.inject('429, seconds', {
      vendor: 'duo', times: 3, fault: { kind: 'status', status: 429, retryAfter: 1 },
    }); // prettier-ignore
    await startSync(scene);
  },
  'lose-a-page': async (scene) => {
    await scene.faults.inject('lost page', {
      vendor: 'duo', path: '/admin/v1/users', accountId: await someChild(scene), times: 2,
      fault: { kind: 'lost-page' },
    }); // prettier-ignore
    await startSync(scene);
  },
};

/** The next run takes a while: this many readings of accounts hang until they time out. */
export const hold = ({ faults }: Scene, times: number): Promise<void> =>
  faults.inject('hang', { vendor: 'duo', path: '/admin/v1/users', times, fault: { kind: 'hang' } });

export async function someChild({ installation, choose }: Scene): Promise<string> {
  const { children } = await installation.control.duoAccounts();
  return choose.pick(children.filter(({ apiHostname }) => apiHostname.endsWith('.duosecurity.test')))
    .accountId;
}

const ended = ({ person }: Scene, runId: string) =>
  soon(15_000, async () => {
    const { body } = await person.get(`/syncs/${runId}`);
    return body['state'] === 'queued' || body['state'] === 'running' ? null : body;
  });

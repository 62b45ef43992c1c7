import { randomUUID } from 'node:crypto';
import type { Item } from '../../test/product/lifecycle.ts';
import type { approverActions } from './plan.ts';
import type { AskOptions, Reply } from './person.ts';
import { psasInChaos } from './psas.ts';
import {
  editDuringWrite,
  editNow,
  invoiceOf,
  openLines,
  type Scene,
  soon,
  writeBacks,
  writesOf,
} from './scene.ts';

type ApproverAction = (typeof approverActions)[number];

/** What an approver does, each a few seconds of a working day. */
export const approver: Readonly<Record<ApproverAction, (scene: Scene) => Promise<void>>> = {
  approve: async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    await scene.faults.turnOverWrite(scene.choose, await writesOf(scene, lineIdOf(line)));
    await decide(scene, line);
  },
  'approve-several': async (scene) => {
    const lines = scene.choose.shuffled(await openLines(scene)).slice(0, 6);
    if (lines.length === 0) return;
    const items = lines.flatMap((line) => adjusted(line, scene.choose.pick([1, -1])).items);
    const { status, body } = await scene.person.ask('POST', '/usage-lines/decisions', {
      selection: 'ticked', items,
    }); // prettier-ignore
    const results = status === 200 ? (body['items'] as readonly Item[]) : [];
    for (const result of results)
      scene.encounters.note(
        result['outcome'] === 'approved' ? 'approved' : `decision rejected ${String(result['code'])}`,
      );
  },
  'approve-twice': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    await scene.faults.turnOverWrite(scene.choose, await writesOf(scene, lineIdOf(line)));
    await scene.person.askTwice('POST', '/usage-lines/decisions', adjusted(line, scene.choose.pick([1, -1])));
  },
  'approve-unheard': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    await scene.faults.turnOverWrite(scene.choose, await writesOf(scene, lineIdOf(line)));
    await decide(scene, line, {}, undefined, { unheardAfterMs: scene.choose.between(1, 30) });
  },
  'approve-then-edit': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    // The edit comes after the approval read its rows and before the change is sent: it waits for the invoice.
    const reply = await decide(scene, line, later(scene));
    if (reply === null) return;
    await editNow(scene, reply.psaLineId, 3);
  },
  'approve-with-conflict': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    const psaLineId = lineIdOf(line);
    const writes = await writesOf(scene, psaLineId);
    await scene.faults.inject('write: done, answer lost', {
      ...writes, times: 1, fault: { kind: 'done-answer-lost' },
    }); // prettier-ignore
    await editDuringWrite(scene, psaLineId, 'after-answer', (scenario) =>
      psasInChaos[scene.installation.psa].edit(scenario, psaLineId, 5),
    );
    await decide(scene, line);
  },
  'approve-in-vain': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    const writes = await writesOf(scene, lineIdOf(line));
    await scene.faults.inject('write: hang', { ...writes, times: 1, fault: { kind: 'hang' } });
    await decide(scene, line);
  },
  'approve-after-invoice': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    const approved = await decide(scene, line, later(scene));
    if (approved === null) return;
    await invoiceOf(scene, approved.psaLineId);
  },
  'approve-amid-edits': async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    const psaLineId = lineIdOf(line);
    const [name, { phase, edit }] = scene.troubles.nextAroundWrite(scene.choose);
    await editDuringWrite(scene, psaLineId, phase, (scenario) => edit(scenario, psaLineId));
    if ((await decide(scene, line)) !== null) scene.encounters.note(name);
  },
  replace: async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    if ((await decide(scene, line, later(scene))) === null) return;
    const again = await scene.person.get(`/usage-lines/${String(line['id'])}`);
    if (again.status === 200) await decide(scene, again.body, later(scene), 2);
  },
  cancel: async (scene) => {
    const line = await chosenLine(scene);
    if (line === null) return;
    const approved = await decide(scene, line, later(scene));
    if (approved !== null) await command(scene, approved, 'cancel');
  },
  revert: async (scene) => {
    const line = await soon(6_000, async () => {
      const confirmed = (await writeBacks(scene, 'confirmed')).filter(
        ({ can }) => (can as Item)['revert'] === true,
      );
      return confirmed.length > 0 ? scene.choose.pick(confirmed) : null;
    });
    if (line !== null)
      await command(
        scene,
        { approvalId: String(line['approvalId']), approvalLineId: String(line['id']) },
        'revert',
        {
          reason: 'agreed otherwise',
        },
      );
  },
  hold: async (scene) => {
    const line = await chosenLine(scene);
    if (line !== null)
      await scene.person.ask(
        'POST',
        '/usage-lines/decisions',
        item(line, { decision: 'hold', reason: 'asking the customer' }),
      );
  },
  resolve: (scene) => resolveConflicts(scene),
};

/** Approves some change; null: nothing to decide on, or rejected. */
export async function approveOne(scene: Scene, wish: object): Promise<Approved | null> {
  const line = await chosenLine(scene);
  return line === null ? null : decide(scene, line, wish);
}

/** Puts the PSA right and says so, for every conflict that stands. */
export async function resolveConflicts(scene: Scene): Promise<void> {
  const conflicts = await scene.person.items(
    `/write-backs?integration=${scene.integration.id}&needsPerson=true&limit=100`,
  );
  for (const line of conflicts)
    await command(
      scene,
      { approvalId: String(line['approvalId']), approvalLineId: String(line['id']) },
      'resolve',
      {
        reason: 'compared with the customer, the PSA is right',
      },
    );
}

/** The wish of a change that waits for its invoice. */
export const later = ({ installation }: Pick<Scene, 'installation'>): object =>
  psasInChaos[installation.psa].later;

export const lineIdOf = (line: Item): string => (line['target'] as Item)['psaLineId'] as string;

interface Approved {
  readonly approvalId: string;
  readonly approvalLineId: string;
  readonly psaLineId: string;
}

async function chosenLine(scene: Scene): Promise<Item | null> {
  const lines = await openLines(scene);
  return lines.length === 0 ? null : scene.choose.pick(lines);
}

const item = (line: Item, decision: object) => ({
  selection: 'ticked',
  items: [{ usageLineId: line['id'] as string, lineVersion: line['version'] as number, ...decision }],
});

const adjusted = (line: Item, add: number, wish: object = {}) => {
  const before = Number((line['target'] as Item)['before']);
  return item(line, {
    decision: 'adjust', quantity: Math.max(1, Math.floor(before) + add), reason: 'seats as agreed', ...wish,
  }); // prettier-ignore
};

/** Approves this line with another quantity; null: rejected. */
export async function decide(
  scene: Scene,
  line: Item,
  wish: object = {},
  add = scene.choose.pick([1, -1]),
  options: AskOptions = {},
): Promise<Approved | null> {
  const answer: Reply = await scene.person.ask('POST', '/usage-lines/decisions', adjusted(line, add, wish), {
    key: randomUUID(),
    ...options,
  });
  const result = answer.status === 200 ? (answer.body['items'] as readonly Item[])[0] : undefined;
  if (result?.['outcome'] !== 'approved') {
    scene.encounters.note(`decision rejected ${String(result?.['code'] ?? answer.body['code'])}`);
    return null;
  }
  scene.encounters.note('approved');
  return {
    approvalId: String(result['approvalId']),
    approvalLineId: String(result['approvalLineId']),
    psaLineId: String((result['change'] as Item)['psaLineId']),
  };
}

export const command = (
  { person }: Scene,
  { approvalId, approvalLineId }: Pick<Approved, 'approvalId' | 'approvalLineId'>,
  verb: 'cancel' | 'revert' | 'resolve',
  request: object = {},
): Promise<Reply> =>
  person.ask('POST', `/write-backs/${approvalId}/lines/${approvalLineId}/${verb}`, request);

import {
  matching,
  type ShownLine,
  type UsageToDecide,
  usageToDecide,
} from '../test/environment/usage-to-decide.ts';

/** One for each way in which a line is not left to decide, beside two that are. */
const customers = [
  { name: 'More', counted: 45, billed: 41 },
  { name: 'Fewer', counted: 38, billed: 41 },
  { name: 'Guarded', counted: 31, billed: 64 },
  { name: 'Held', counted: 45, billed: 41 },
  { name: 'Dismissed', counted: 45, billed: 41 },
  { name: 'Proposed', counted: 45, billed: 41 },
  { name: 'Approved', counted: 45, billed: 41 },
  ...matching(20),
];

let world: UsageToDecide;
beforeAll(async () => {
  world = await usageToDecide(customers);
  await world.setLanding('advance');
  await world.arm();
});
afterAll(() => world.api.close());

const card = async () => {
  const { body } = await world.as('viewer').get(`/integrations/${world.key.integrationId}`).expect(200);
  const { openLines, effectPerMonth } = body as { openLines: number; effectPerMonth: string };
  return { openLines, effectPerMonth };
};
const list = async (query: string) => {
  const { body } = await world.as('viewer').get(`/usage-lines?${query}`).expect(200);
  return { total: body.total as number, labels: (body.items as ShownLine[]).map(({ label }) => label) };
};

describe('open lines', () => {
  it('of a card are those of the list it leads to, with their money alone', async () => {
    expect(await list('toDecide=true')).toEqual({
      total: 6,
      labels: ['Approved', 'Dismissed', 'Fewer', 'Held', 'More', 'Proposed'],
    });
    expect(await card()).toEqual({ openLines: 6, effectPerMonth: String(5 * 16 - 12) });
    expect(await world.decide('approver', 'Held', 'hold')).toMatchObject({ outcome: 'held' });
    expect(await world.decide('approver', 'Dismissed', 'dismiss')).toMatchObject({ outcome: 'dismissed' });
    expect(await world.decide('reviewer', 'Proposed', 'approve')).toMatchObject({ outcome: 'proposed' });
    expect(await world.decide('approver', 'Approved', 'approve')).toMatchObject({ outcome: 'approved' });

    expect(await list('toDecide=true')).toEqual({ total: 2, labels: ['Fewer', 'More'] });
    expect(await card()).toEqual({ openLines: 2, effectPerMonth: String(16 - 12) });
    expect((await list('toDecide=false')).total).toBe(customers.length - 2);
    const file = await world.as('viewer').get('/usage-lines.csv?toDecide=true').expect(200);
    expect(file.text.trim().split('\r\n')).toHaveLength(1 + 2);
  });
});

import { findVendorService } from '../db/readings/vendor-accounts.ts';
import { receiveMappingCommand } from '../db/integrations/commands.ts';
import type { MappingDecision } from '../domain/mapping/decisions.ts';
import type { LineRole } from '../domain/usage/line-roles.ts';
import { readAgreement } from '../test/environment/seeded-integration.ts';
import { type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';
import { applyDecisions } from '../use-cases/mapping/apply-decisions.ts';

/** Ironwood has 50 seats and is billed 50 twice, at 4.00 each (RULES 4). */
let scenario: UsageToDecide;
let service: string;
const [first, second] = ['9000', '9700'] as const;
const reads = (ids: readonly string[]) =>
  readAgreement(scenario.api.db, scenario.key, scenario.psaOf('Ironwood').agreementId, {
    ...Object.fromEntries(ids.map((id) => [id, '50'])),
  });

beforeAll(async () => {
  scenario = await usageToDecide([
    { name: 'Ironwood', counted: 50, billed: 50 },
    { name: 'Other', counted: 5, billed: 4 },
  ]);
  service = (await findVendorService(scenario.api.db, scenario.key))!;
  // A role composes the lines it touches once set-up is over.
  await scenario.api.db.updateTable('integration').set({ finishedAt: new Date() }).execute();
  await reads([first, second]);
});
afterAll(() => scenario.api.close());

let commands = 0;
/** One command of a person; its outcomes. */
async function give(...roles: readonly (readonly [string, LineRole, string?])[]) {
  const decisions = roles.map(([psaLineId, action, reason]): MappingDecision => ({
    kind: 'line', companyId: '1', vendorServiceId: service, psaLineId, action, ...(reason === undefined ? {} : { reason }),
  })); // prettier-ignore
  const { db, memberIds } = scenario.api;
  const commandId = `roles-${(commands += 1)}`;
  const actor = { kind: 'member', id: memberIds.approver } as const;
  await receiveMappingCommand(db, scenario.key, { commandId, bodyHash: 'x', actor, decisions });
  await db.transaction().execute((tx) => applyDecisions(tx, scenario.key, commandId, new Date()));
  const { outcome } = await db
    .selectFrom('mappingCommand')
    .select('outcome')
    .where('commandId', '=', commandId)
    .executeTakeFirstOrThrow();
  return outcome;
}

type Answer = Record<string, unknown>;
const get = async (path: string): Promise<Answer> =>
  (await scenario.as('viewer').get(path).expect(200)).body as Answer;
const linesOf = async () =>
  ((await get('/usage-lines?q=Ironwood'))['items'] as { id: string; kind: string }[]).sort((a, b) =>
    a.kind.localeCompare(b.kind),
  );
const units = async () => {
  const { items } = await get(`/control-totals?integration=${scenario.key.integrationId}`);
  return (items as readonly { totals: Answer }[])[0]!.totals;
};
const toEnd = async () => (await get(`/integrations/${scenario.key.integrationId}/not-billed-yet`))['toEnd'];

it('keeps a duplicate open as billed twice, with what it costs, beside a match', async () => {
  expect(await give([first, 'target'], [first, 'duplicate', 'sold twice'])).toMatchObject([
    { ok: false, code: 'TargetWouldBeZero' },
    { ok: true },
  ]);
  expect(
    await give([first, 'counts'], [second, 'duplicate'], [second, 'duplicate', 'sold twice']),
  ).toMatchObject([{ ok: true }, { ok: false, code: 'ReasonRequired' }, { ok: true }]);
  expect(await give([first, 'target'], [first, 'duplicate', 'sold twice'])).toMatchObject([
    { ok: true },
    { ok: false, code: 'DuplicateIsTarget' },
  ]);
  const [twice, match] = await linesOf();
  expect(match).toMatchObject({ kind: 'match', psaQuantity: '50', decision: 'open' });
  expect(twice).toMatchObject({
    kind: 'billed-twice',
    psaQuantity: '50',
    variance: null,
    company: { name: 'Ironwood' },
    products: ['DUO-ESS'],
    money: { effectPerMonth: '-200', effectPerInvoice: '-200' },
  });
  expect(await units()).toMatchObject({
    closes: true,
    units: { live: '104', ignored: '50', otherPurpose: '0', billedTwice: '50' },
  });
  const month = await get('/month');
  expect(month['rows']).toContainEqual(expect.objectContaining({ need: 'billed-twice', lines: 1 }));
  expect(month['measures']).toMatchObject({
    overBilled: { lines: 1, perMonth: '-200' },
    billedTwice: { lines: 1, perMonth: '-200' },
  });
});

it('lists it for the PSA, in files too', async () => {
  expect(await toEnd()).toMatchObject([
    { label: 'Ironwood', psaLineId: second, quantity: '50', unitPrice: '4', perMonth: '-200', ends: null },
  ]);
  const path = `/integrations/${scenario.key.integrationId}/not-billed-yet`;
  const file = await scenario.as('viewer').get(`${path}.csv`).expect(200);
  expect(file.text).toMatch(
    new RegExp(`Ironwood,.*,-200,USD,End the line,"?Line ${second} is a duplicate`, 'u'),
  );
});

it('names role, person, reason and time in the history of each of the company\u2019s lines', async () => {
  for (const { id } of await linesOf()) {
    const { decisions } = await get(`/usage-lines/${id}`);
    expect(decisions).toContainEqual({
      at: expect.any(String),
      action: 'mapping.give-role',
      by: expect.objectContaining({ id: scenario.api.memberIds.approver, name: expect.any(String) }),
      detail: expect.objectContaining({ role: 'duplicate', reason: 'sold twice', psaLineId: second }),
    });
  }
});

it('closes once the line has ended', async () => {
  await reads([first]);
  expect((await linesOf()).map(({ kind }) => kind)).toEqual(['match']);
  expect(await toEnd()).toEqual([]);
  await reads([first, second]);
  expect((await linesOf()).map(({ kind }) => kind)).toEqual(['billed-twice', 'match']);
});

it('is no more once the line is said to be for another purpose', async () => {
  await give([second, 'other-purpose', 'a second site']);
  expect((await linesOf()).map(({ kind }) => kind)).toEqual(['match']);
  expect(await units()).toMatchObject({
    closes: true,
    units: { ignored: '50', otherPurpose: '50', billedTwice: '0' },
  });
});

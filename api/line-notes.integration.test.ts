import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

/** Notes beside usage lines, and who sees to them (api.md). */

interface NotedLine {
  readonly id: string;
  readonly label: string;
  readonly noteVersion: number;
  readonly note: {
    readonly text: string | null;
    readonly until: string | null;
    readonly isDue: boolean;
    readonly assignee: { readonly id: string; readonly name: string; readonly status: string } | null;
    readonly by: { readonly name: string | null };
  } | null;
}

const customers = [
  { name: 'Acme', counted: 12, billed: 10 },
  { name: 'Bluebird', counted: 9, billed: 8 },
  { name: 'Cedar', counted: 9, billed: 8 },
  { name: 'Dune', counted: 9, billed: 8 },
  { name: 'Elm', counted: 9, billed: 8 },
  ...matching(20),
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
});
afterAll(() => scenario.api.close());

const line = (name: string) => scenario.line(name) as unknown as Promise<NotedLine>;
const asked = { text: 'asked the customer', assignee: null, until: null };
const put = async (name: string, note: object, role: 'viewer' | 'reviewer' = 'reviewer') => {
  const { id, noteVersion } = await line(name);
  return scenario.as(role).put(`/usage-lines/${id}/note`, { noteVersion, ...asked, ...note });
};

it('a note is written, read in list and panel, and taken away; its version goes on', async () => {
  const { memberIds } = scenario.api;
  const written = await put('Acme', { assignee: memberIds.approver, until: '2026-01-31' });
  expect([written.status, written.body.noteVersion]).toEqual([200, 1]);
  const { id, note } = await line('Acme');
  expect(note).toMatchObject({
    text: 'asked the customer',
    assignee: { id: memberIds.approver, name: 'approver', status: 'active' },
    until: '2026-01-31',
    isDue: true,
    by: { name: 'reviewer' },
  });
  const detail = await scenario.as('viewer').get(`/usage-lines/${id}`).expect(200);
  expect(detail.body.note).toEqual(note);
  expect(detail.body.decisions[0]).toMatchObject({
    action: 'usage-line.noted',
    detail: { after: { note: 'asked the customer', assignee: { name: 'approver' } } },
  });
  await put('Acme', { text: null });
  expect(await line('Acme')).toMatchObject({ note: null, noteVersion: 2 });
});

it('who writes over a note that moved is rejected, and who sends the same once more is not', async () => {
  const { id } = await line('Bluebird');
  const send = (noteVersion: number, text: string) =>
    scenario.as('reviewer').put(`/usage-lines/${id}/note`, { ...asked, noteVersion, text });
  expect((await send(0, 'first')).status).toBe(200);
  expect((await send(0, 'first')).body).toMatchObject({ noteVersion: 1, note: { text: 'first' } });
  const late = await send(0, 'second');
  expect([late.status, late.body.code]).toEqual([409, 'NoteChanged']);
  expect((await line('Bluebird')).note?.text).toBe('first');
});

it('a note stays when what is counted and billed changes, and through a decision', async () => {
  await put('Cedar', { until: '2099-12-01' });
  await scenario.count({ Cedar: 11 });
  await scenario.decide('reviewer', 'Cedar', 'hold', { reason: 'later' });
  expect((await line('Cedar')).note).toMatchObject({ ...asked, until: '2099-12-01', isDue: false });
});

it('a viewer reads notes and writes none', async () => {
  const rejected = await put('Cedar', {}, 'viewer');
  expect([rejected.status, rejected.body.code]).toEqual([403, 'RoleTooSmall']);
});

it('only who may decide can be named; who may no longer stays named, and is shown as such', async () => {
  const { admin, approver, viewer } = scenario.api.memberIds;
  const listed = await scenario.as('viewer').get('/assignees').expect(200);
  expect(listed.body.items).toEqual([
    { id: approver, name: 'approver' },
    { id: admin, name: 'Dana Kim' },
    { id: scenario.api.memberIds.reviewer, name: 'reviewer' },
  ]);
  const rejected = await put('Dune', { assignee: viewer });
  expect([rejected.status, rejected.body.code]).toEqual([422, 'AssigneeUnknown']);
  const { body } = await scenario
    .as('admin')
    .post('/members', { email: 'pat@harbor-lane.test', name: 'Pat', role: 'reviewer' });
  const pat = body.member.id as string;
  await put('Dune', { assignee: pat });
  const status = async () => (await line('Dune')).note?.assignee?.status;
  await scenario.as('admin').patch(`/members/${pat}`, { role: 'viewer' }).expect(200);
  expect(await status()).toBe('role-too-small');
  await scenario.as('admin').patch(`/members/${pat}`, { disabled: true }).expect(200);
  expect(await status()).toBe('disabled');
  // The text changes, the person stays.
  expect((await put('Dune', { text: 'still open', assignee: pat })).status).toBe(200);
});

it('many are assigned at once, each with its own outcome, and filtered by who sees to them', async () => {
  const { reviewer } = scenario.api.memberIds;
  const [acme, cedar, elm] = await Promise.all(['Acme', 'Cedar', 'Elm'].map(line));
  const unknown = scenario.key.integrationId;
  const items = [
    { usageLineId: acme!.id, noteVersion: acme!.noteVersion },
    { usageLineId: cedar!.id, noteVersion: 0 },
    { usageLineId: elm!.id, noteVersion: 0 },
    { usageLineId: unknown, noteVersion: 0 },
    { usageLineId: elm!.id, noteVersion: 0 },
  ];
  const answer = await scenario
    .as('approver')
    .post('/usage-lines/assignments', { assignee: reviewer, items })
    .expect(200);
  const outcomes = answer.body.items as { outcome: string; code: string | null }[];
  expect(outcomes.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['assigned', null],
    ['rejected', 'NoteChanged'],
    ['assigned', null],
    ['rejected', 'UsageLineUnknown'],
    ['rejected', 'ValidationFailed'],
  ]);
  const labels = async (role: 'reviewer' | 'approver', filter: string) =>
    (
      (await scenario.as(role).get(`/usage-lines?assignee=${filter}`).expect(200)).body.items as NotedLine[]
    ).map(({ label }) => label);
  expect(await labels('reviewer', 'me')).toEqual(['Acme', 'Elm']);
  expect(await labels('approver', 'me')).toEqual([]);
  expect(await labels('approver', reviewer)).toEqual(['Acme', 'Elm']);
  // The page that was ready is not sent again: who is gone from it is gone.
  await put('Elm', { text: null, assignee: null });
  expect(await labels('reviewer', 'me')).toEqual(['Acme']);
});

it('what is noted and assigned is no decision of the month', async () => {
  await put('Elm', {});
  const path = `/integrations/${scenario.key.integrationId}/running-month`;
  const report = await scenario.as('viewer').get(path).expect(200);
  // Of everything above one thing was a decision: Cedar was held, by the reviewer.
  expect(report.body.decisions).toMatchObject([{ action: 'usage-line.held', label: 'Cedar' }]);
  expect(report.body.reviewers).toMatchObject([
    { by: { name: 'reviewer' }, decisions: { 'usage-line.held': 1 } },
  ]);
});

it('the table file names person, text and day', async () => {
  const { text } = await scenario.as('viewer').get('/usage-lines.csv?q=Cedar').expect(200);
  expect(text).toContain('Decision reason,Assigned to,Note,Note until,Included units');
  expect(text).toContain(',later,,asked the customer,2099-12-01,');
});

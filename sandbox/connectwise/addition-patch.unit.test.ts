import type { PsaAddition, PsaAgreement, Scenario } from '../scenario.ts';
import { now, psa } from './testing/signed-in-client.ts';

describe('changing a quantity', () => {
  const patch = (path: string, value: unknown): unknown => [{ op: 'replace', path, value }];
  const lineOf = (scenario: Scenario): PsaAddition => scenario.connectwise.additions[0]!;
  const at = ({ agreementId, id }: PsaAddition): string =>
    `/finance/agreements/${agreementId}/additions/${id}`;

  it('logs before and after, stamps the line and answers with all of it', () => {
    const { api, scenario, requestLog } = psa();
    const line = lineOf(scenario);
    const answer = api(at(line), { method: 'PATCH', body: patch('quantity', 40) });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        id: line.id,
        quantity: 40,
        extPrice: 160,
        _info: { lastUpdated: now.toISOString().replace(/\.\d+Z/u, 'Z') },
      },
    });
    expect(requestLog.after(0)).toMatchObject([
      { kind: 'change', by: 'api', id: String(line.id), field: 'quantity', before: 30, after: 40 },
    ]);
  });

  it('has one effect when it is sent again, and none when nothing changes', () => {
    const { api, scenario, requestLog } = psa();
    const line = lineOf(scenario);
    expect(api(at(line), { method: 'PATCH', body: patch('/quantity', 30) }).status).toBe(200);
    expect(requestLog.last).toBe(0);
    for (let sent = 0; sent < 3; sent += 1) api(at(line), { method: 'PATCH', body: patch('quantity', 41) });
    expect(requestLog.last).toBe(1);
    expect(line.quantity).toBe(41);
  });

  it('needs the right to edit agreements', () => {
    const { api, scenario, requestLog } = psa();
    const answer = api(at(lineOf(scenario)), { method: 'PATCH', body: patch('quantity', 40), member: 1 });
    expect(answer).toMatchObject({ status: 403, body: { code: 'Security' } });
    expect(lineOf(scenario).quantity).toBe(30);
    expect(requestLog.last).toBe(0);
  });

  it.each([
    ['an object instead of an array', { op: 'replace', path: 'quantity', value: 40 }],
    ['an empty array', []],
    ['two operations', [...(patch('quantity', 40) as unknown[]), ...(patch('quantity', 41) as unknown[])]],
    ['a quantity in quotes', patch('quantity', '40')],
    ['no quantity', patch('quantity', null)],
    ['a negative quantity', patch('quantity', -1)],
    ['another field', patch('unitPrice', 1)],
    ['more digits than a double keeps', patch('quantity', '@9007199254740993')],
    ['a number beyond all numbers', patch('quantity', '@1e999')],
    ['an operation that does not exist', [{ op: 'test', path: 'quantity', value: 30 }]],
    ['a removal', [{ op: 'remove', path: 'quantity' }]],
    ['an end that is no day', patch('cancelledDate', 'soon')],
    ['an end without a day', patch('cancelledDate', null)],
  ])('rejects %s and changes nothing', (_what, body) => {
    const { api, scenario, requestLog } = psa();
    const answer = api(at(lineOf(scenario)), { method: 'PATCH', body });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'InvalidObject', errors: [{ resource: 'addition' }] },
    });
    expect(lineOf(scenario).quantity).toBe(30);
    expect(requestLog.last).toBe(0);
  });

  it('rejects another media type, and a line that is not on this agreement', () => {
    const { api, scenario } = psa();
    const body = patch('quantity', 40);
    const line = lineOf(scenario);
    const wrongType = { method: 'PATCH', body, headers: { 'content-type': 'text/plain' } };
    expect(api(at(line), wrongType).status).toBe(415);
    expect(api(at({ ...line, agreementId: 402 }), { method: 'PATCH', body }).status).toBe(404);
    expect(api(at({ ...line, agreementId: 9 }), { method: 'PATCH', body }).status).toBe(404);
  });

  it.each([12.5, 0.0001, 999_999_999_999, 123_456_789.25])('takes %d as it is', (quantity) => {
    const { api, scenario, requestLog } = psa();
    const line = lineOf(scenario);
    const answer = api(at(line), { method: 'PATCH', body: patch('quantity', quantity) });
    expect(answer).toMatchObject({ status: 200, body: { quantity } });
    expect(requestLog.after(0)).toMatchObject([{ field: 'quantity', before: 30, after: quantity }]);
  });

  it('takes add as well as replace', () => {
    const { api, scenario } = psa();
    const body = [{ op: 'add', path: '/quantity', value: 31 }];
    expect(api(at(lineOf(scenario)), { method: 'PATCH', body })).toMatchObject({ body: { quantity: 31 } });
  });

  it('does not find a line that was moved to another agreement, or deleted', () => {
    const { api, scenario } = psa();
    const line = lineOf(scenario);
    const old = at(line);
    line.agreementId = 402;
    expect(api(old, { method: 'PATCH', body: patch('quantity', 40) }).status).toBe(404);
    expect(api(at(line), { method: 'PATCH', body: patch('quantity', 40) }).status).toBe(200);
    scenario.connectwise.additions = scenario.connectwise.additions.filter((one) => one !== line);
    expect(api(at(line), { method: 'PATCH', body: patch('quantity', 41) }).status).toBe(404);
  });
});

describe('changing the last day', () => {
  const patch = (op: string, value?: string): unknown => [
    { op, path: 'cancelledDate', ...(value === undefined ? {} : { value }) },
  ];

  it('is added, replaced and removed, logged each time', () => {
    const { api, scenario, requestLog } = psa();
    const line = scenario.connectwise.additions[0]!;
    const path = `/finance/agreements/${line.agreementId}/additions/${line.id}`;
    const send = (body: unknown) => api(path, { method: 'PATCH', body });
    expect(send(patch('add', '2025-12-31T00:00:00Z'))).toMatchObject({
      status: 200,
      body: { cancelledDate: '2025-12-31T00:00:00Z', agreementStatus: 'Cancelled' },
    });
    send(patch('replace', '2025-11-20'));
    // Its end is past: it can be opened again all the same.
    expect(send(patch('remove'))).toMatchObject({ status: 200, body: { agreementStatus: 'Active' } });
    expect(
      requestLog.after(0).flatMap((entry) => (entry.kind === 'change' ? [[entry.field, entry.after]] : [])),
    ).toEqual([
      ['cancelledDate', '2025-12-31'],
      ['cancelledDate', '2025-11-20'],
      ['cancelledDate', null],
    ]);
  });

  it('may lie before the first, until a switch rejects it', () => {
    const { api, scenario } = psa();
    const line = scenario.connectwise.additions[0]!;
    const path = `/finance/agreements/${line.agreementId}/additions/${line.id}`;
    const before = patch('replace', '2001-01-01T00:00:00Z');
    expect(api(path, { method: 'PATCH', body: before }).status).toBe(200);
    scenario.connectwise.switches.canceledBeforeBegin = 'rejected';
    expect(api(path, { method: 'PATCH', body: before }).status).toBe(400);
  });
});

describe('a line that bills no more', () => {
  const write = [{ op: 'replace', path: 'quantity', value: 40 }];
  const ended = (change: { line?: Partial<PsaAddition>; agreement?: Partial<PsaAgreement> }) => {
    const all = psa();
    const line = all.scenario.connectwise.additions[0]!;
    Object.assign(line, change.line);
    Object.assign(all.scenario.connectwise.agreements[0]!, change.agreement);
    const path = `/finance/agreements/${line.agreementId}/additions/${line.id}`;
    return { ...all, line, send: () => all.api(path, { method: 'PATCH', body: write }) };
  };

  // The server's day is 24 November: now is the morning of it in Chicago.
  it.each([
    ['cancelledDate', { line: { cancelledDate: '2025-11-23' } }],
    ['cancelledFlag', { agreement: { cancelledFlag: true } }],
    ['agreementStatus', { agreement: { agreementStatus: 'Expired' } }],
    ['agreementStatus', { agreement: { agreementStatus: 'Inactive' } }],
    ['endDate', { agreement: { endDate: '2025-11-23' } }],
  ] as const)('is rejected by its %s, in words, until a switch lets it through', (field, change) => {
    const { send, line, requestLog, scenario } = ended(change);
    expect(send()).toMatchObject({
      status: 400,
      body: { code: 'InvalidObject', errors: [{ field, message: expect.stringMatching(/\w+\.$/u) }] },
    });
    expect([line.quantity, requestLog.last]).toEqual([30, 0]);
    Object.assign(scenario.connectwise.switches, { canceledLines: 'written', endedAgreements: 'written' });
    expect(send().status).toBe(200);
    expect(line.quantity).toBe(40);
  });

  it.each([
    { line: { cancelledDate: '2025-11-24' } },
    { agreement: { endDate: '2025-11-24' } },
    { agreement: { agreementStatus: null } },
  ])('is not yet one: %j', (change) => {
    expect(ended(change).send().status).toBe(200);
  });
});

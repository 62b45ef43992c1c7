import type { PsaAddition, World } from '../world.ts';
import { now, psa } from './testing/signed-in-client.ts';

describe('changing a quantity', () => {
  const patch = (path: string, value: unknown): unknown => [{ op: 'replace', path, value }];
  const lineOf = (world: World): PsaAddition => world.connectwise.additions[0]!;
  const at = ({ agreementId, id }: PsaAddition): string =>
    `/finance/agreements/${agreementId}/additions/${id}`;

  it('journals before and after, stamps the line and answers with all of it', () => {
    const { api, world, journal } = psa();
    const line = lineOf(world);
    const answer = api(at(line), { method: 'PATCH', body: patch('quantity', 40) });
    expect(answer).toMatchObject({
      status: 200,
      body: { id: line.id, quantity: 40, extPrice: 160, _info: { lastUpdated: now.toISOString() } },
    });
    expect(journal.after(0)).toMatchObject([
      { kind: 'change', by: 'api', id: String(line.id), field: 'quantity', before: 30, after: 40 },
    ]);
  });

  it('has one effect when it is sent again, and none when nothing changes', () => {
    const { api, world, journal } = psa();
    const line = lineOf(world);
    expect(api(at(line), { method: 'PATCH', body: patch('/quantity', 30) }).status).toBe(200);
    expect(journal.last).toBe(0);
    for (let sent = 0; sent < 3; sent += 1) api(at(line), { method: 'PATCH', body: patch('quantity', 41) });
    expect(journal.last).toBe(1);
    expect(line.quantity).toBe(41);
  });

  it('needs the right to edit agreements', () => {
    const { api, world, journal } = psa();
    const answer = api(at(lineOf(world)), { method: 'PATCH', body: patch('quantity', 40), member: 1 });
    expect(answer).toMatchObject({ status: 403, body: { code: 'Security' } });
    expect(lineOf(world).quantity).toBe(30);
    expect(journal.last).toBe(0);
  });

  it.each([
    ['an object instead of an array', { op: 'replace', path: 'quantity', value: 40 }],
    ['an empty array', []],
    ['two operations', [...(patch('quantity', 40) as unknown[]), ...(patch('quantity', 41) as unknown[])]],
    ['a quantity in quotes', patch('quantity', '40')],
    ['no quantity', patch('quantity', null)],
    ['a negative quantity', patch('quantity', -1)],
    ['another field', patch('unitPrice', 1)],
    ['an operation that does not exist', [{ op: 'test', path: 'quantity', value: 30 }]],
    ['a removal', [{ op: 'remove', path: 'quantity' }]],
  ])('refuses %s and changes nothing', (_what, body) => {
    const { api, world, journal } = psa();
    const answer = api(at(lineOf(world)), { method: 'PATCH', body });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'InvalidObject', errors: [{ resource: 'addition' }] },
    });
    expect(lineOf(world).quantity).toBe(30);
    expect(journal.last).toBe(0);
  });

  it('refuses another media type, and a line that is not on this agreement', () => {
    const { api, world } = psa();
    const body = patch('quantity', 40);
    const line = lineOf(world);
    const wrongType = { method: 'PATCH', body, headers: { 'content-type': 'text/plain' } };
    expect(api(at(line), wrongType).status).toBe(415);
    expect(api(at({ ...line, agreementId: 402 }), { method: 'PATCH', body }).status).toBe(404);
    expect(api(at({ ...line, agreementId: 9 }), { method: 'PATCH', body }).status).toBe(404);
  });
});

import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import { auditOfRoutes, type ChangingRoute, routesOfTemporal } from '../described-api/audit-of-routes.ts';
import { active, body, decide, everyLine, type Item, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';

describe('the lifecycle, on real parts', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(() => product.close());

  it('goes from connecting to active, reads again, and changes no version when nothing changed', async () => {
    const integration = await active(product);
    const before = await everyLine(product, integration);
    expect(before.length).toBeGreaterThan(0);
    const run = await runEnds(product, await startSync(product, integration));
    expect(run).toMatchObject({ state: 'succeeded', trigger: 'manual' });
    const after = await everyLine(product, integration);
    const versions = (lines: readonly Item[]): unknown[] =>
      lines.map(({ groupKey, version }): unknown => [groupKey, version]);
    expect(versions(after)).toEqual(versions(before));
  });

  it('leaves the audit row of each command, and no other of a person', async () => {
    const done: string[] = [];
    const post = (path: string, sent: object = {}) =>
      product.client.request('POST', path, sent, randomUUID());
    const byPeople = async (since: string) => {
      const rows = await product.db
        .selectFrom('auditEvent')
        .select(['action', 'seq'])
        .where('seq', '>', since)
        .where('actorKind', '=', 'member')
        .where('action', 'not like', 'session.%')
        .orderBy('seq')
        .execute();
      return rows.map(({ action }) => action);
    };
    /** Waits until the command has left as many rows as it should; that there are no more is seen at the next one. */
    const leaves = async (route: ChangingRoute, command: () => Promise<unknown>): Promise<void> => {
      const newest = await product.db
        .selectFrom('auditEvent')
        .select('seq')
        .orderBy('seq', 'desc')
        .executeTakeFirstOrThrow();
      await command();
      const expected: readonly string[] = auditOfRoutes[route];
      await waitFor(`the audit of ${route}`, 20_000, async () =>
        (await byPeople(newest.seq)).length >= expected.length ? true : null,
      );
      expect([route, await byPeople(newest.seq)]).toEqual([route, expected]);
      done.push(route);
    };
    const [{ id }] = body(await product.client.request('GET', '/integrations'))['items'] as [{ id: string }];
    const integration = { id, path: `/integrations/${id}` };
    const { path } = integration;
    const command = (verb: string) => product.client.command('POST', `${path}/${verb}`, {}, path);
    await leaves('post /integrations/{id}/pause', () => command('pause'));
    await leaves('post /integrations/{id}/resume', () => command('resume'));
    await leaves('put /integrations/{id}/schedule', () =>
      product.client.command('PUT', `${path}/schedule`, { hour: 4, minute: 5 }, path),
    );
    const line = (await everyLine(product, integration)).find(
      ({ vendorQuantity }) => vendorQuantity !== null,
    );
    let runId = '';
    await leaves('post /usage-lines/{lineId}/read-again', async () => {
      runId = body(await post(`/usage-lines/${line!['id'] as string}/read-again`))['runId'] as string;
    });
    await runEnds(product, runId);
    await product.control.inject({ vendor: 'duo', path: '/admin/v1/users', fault: { kind: 'hang' } });
    await leaves('post /integrations/{id}/syncs', async () => {
      runId = await startSync(product, integration);
    });
    await leaves('post /syncs/{runId}/cancel', () => post(`/syncs/${runId}/cancel`));
    await runEnds(product, runId);
    await product.control.clear();
    await leaves('post /integrations/{id}/disconnect', () => command('disconnect'));
    await phaseIs(product, integration, 'disconnected');
    await leaves('post /integrations', () =>
      post('/integrations', { vendor: 'duo', module: 'billing', psa: 'connectwise' }),
    );
    const { accountsApi, adminApi, psa } = product.credentials;
    for (const [set, fields] of Object.entries({ 'accounts-api': accountsApi, 'admin-api': adminApi, psa }))
      await product.client.request('PUT', `${path}/credentials/${set}`, fields);
    await leaves('post /integrations/{id}/authenticate', () => command('authenticate'));
    await phaseIs(product, integration, 'mapping');
    const copy = await product.control.addInstance('connectwise', 'copy');
    await product.client.request('PUT', `${path}/credentials/psa`, copy.credentials.psa);
    await command('authenticate').catch(() => undefined);
    const { questions } = body(await product.client.request('GET', `${path}/instance`));
    const { credentialId, askedAt } = (questions as Item[])[0]!;
    await leaves('post /integrations/{id}/instance', () =>
      product.client.command(
        'POST',
        `${path}/instance`,
        { credentialId: credentialId as string, askedAt: askedAt as string, answer: 'moved' },
        path,
      ),
    );
    await leaves('post /integrations/{id}/load', () => command('load'));
    await phaseIs(product, integration, 'mapping');
    const accounts = body(await product.client.request('GET', `${path}/vendor-accounts`));
    const vendorId = (accounts['items'] as Item[]).find(({ kind }) => kind === 'child')!['id'] as string;
    await leaves('post /integrations/{id}/mapping-decisions', () =>
      decide(product, path, [{ kind: 'account', vendorId, action: 'mark', mark: 'nfr' }]),
    );
    await leaves('post /integrations/{id}/finish', () => command('finish'));
    // The rest of the table is called without Temporal (api/state-changes.integration.test.ts).
    expect(done.sort()).toEqual([...routesOfTemporal].sort());
  });
});

import type { VendorName } from '../../sandbox/vendor-names.ts';
import { credentialSteps } from './credential-steps.ts';
import { body, type Connected, type Item, phaseIs } from './lifecycle.ts';
import type { Product } from './product.ts';
import { settled } from './set-up-steps.ts';

/**
 * Credentials of a copy at another address, and of another instance, are asked about, whatever the PSA: neither is used
 * before an answer. Afterwards the integration is disconnected, and another one has taken its place.
 */
export async function expectInstancesAskedAbout(
  product: Product,
  integration: Connected,
  psa: Exclude<VendorName, 'duo' | 'connectwise'>,
): Promise<void> {
  const instance = async ({ path }: Connected): Promise<Item> =>
    body(await product.client.request('GET', `${path}/instance`));
  const { put, authenticate, working } = credentialSteps(product, integration);
  const signInTo = async (kind: 'copy' | 'other'): Promise<readonly unknown[]> => {
    const { credentials } = await product.control.addInstance(psa, kind);
    await put('psa', credentials[psa]);
    const { status, code } = await authenticate();
    return [status, code];
  };
  const { id, address } = (await instance(integration))['psa'] as Item;
  const used = await working();

  expect(await signInTo('copy')).toEqual([409, 'AddressChanged']);
  const [moved] = (await instance(integration))['questions'] as Item[];
  expect(moved).toMatchObject({ side: 'psa', isWorking: false, kept: { id, address }, found: { id } });
  expect((moved!['found'] as Item)['address']).not.toBe(address);

  expect(await signInTo('other')).toEqual([409, 'OtherInstance']);
  const [another] = (await instance(integration))['questions'] as Item[];
  expect(another).toMatchObject({ side: 'psa', kept: { id, address }, answers: ['another'] });
  expect((another!['found'] as Item)['id']).not.toBe(id);
  expect(await working()).toEqual(used);

  const { status, body: answered } = await settled(product, 'POST', `${integration.path}/instance`, {
    credentialId: another!['credentialId'],
    askedAt: another!['askedAt'],
    answer: 'another',
  });
  expect(status).toBe(200);
  const next = answered['integrationId'] as string;
  await phaseIs(product, integration, 'disconnected');
  await phaseIs(product, { id: next, path: `/integrations/${next}` }, 'mapping');
  expect(await instance({ id: next, path: `/integrations/${next}` })).toMatchObject({
    psa: another!['found'],
    predecessorId: integration.id,
  });
  const changes = (await product.control.requestLog()).filter((entry) => entry.kind === 'change');
  expect(changes.filter(({ by, instance: of }) => by === 'api' && of !== undefined)).toEqual([]);
}

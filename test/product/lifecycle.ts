import { randomUUID } from 'node:crypto';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';
import type { PsaUnderTest } from '../environment/activities-under-test.ts';
import type { Product } from './product.ts';

/** Steps of the lifecycle that many tests stand on; each is what a user does over HTTP. */

export interface Connected {
  readonly id: string;
  /** `/integrations/<id>` */
  readonly path: string;
}

export interface Item {
  readonly [field: string]: any; // oxlint-disable-line typescript/no-explicit-any -- answers are asserted, not typed
}

/** What the steps need of a product, in this process or in processes of its own. */
export type Driven = Pick<Product, 'client' | 'credentials'>;

export const body = (answer: { readonly body: unknown }): Item => answer.body as Item;

export async function connected(product: Driven, psa: PsaUnderTest = 'connectwise'): Promise<Connected> {
  const chosen = { vendor: 'duo', module: 'billing', psa };
  const key = randomUUID();
  // One key, so that asking again while the parts come up makes no second one.
  const answer = await waitFor('an integration', 30_000, async () => {
    const asked = await product.client.request('POST', '/integrations', chosen, key);
    return asked.status === 503 ? null : asked;
  });
  expect(answer).toMatchObject({ status: 201 });
  const id = body(answer)['id'] as string;
  const path = `/integrations/${id}`;
  const { accountsApi, adminApi, psa: ofConnectWise, ...ofOthers } = product.credentials;
  await product.client.request('PUT', `${path}/credentials/accounts-api`, accountsApi);
  await product.client.request('PUT', `${path}/credentials/admin-api`, adminApi);
  const credential = { connectwise: ofConnectWise, ...ofOthers }[psa];
  await product.client.request('PUT', `${path}/credentials/psa`, credential);
  return { id, path };
}

/** Connected, authenticated and loaded: gate one is open, exact matches are made. */
export async function loaded(
  product: Driven,
  psa: PsaUnderTest = 'connectwise',
  withinMs = 15_000,
): Promise<Connected> {
  const integration = await connected(product, psa);
  await product.client.command('POST', `${integration.path}/authenticate`, {}, integration.path);
  await phaseIs(product, integration, 'mapping', withinMs);
  return integration;
}

export async function phaseIs(
  product: Pick<Driven, 'client'>,
  { path }: Connected,
  phase: string,
  withinMs = 15_000,
): Promise<Item> {
  return waitFor(`phase ${phase}`, withinMs, async () => {
    const status = body(await product.client.request('GET', `${path}/status`));
    return status['phase'] === phase ? status : null;
  });
}

/** All DUO products mapped to the service, so that gate two needs only an account. */
export async function mapProducts(product: Pick<Driven, 'client'>, { path }: Connected): Promise<void> {
  const services = body(await product.client.request('GET', `${path}/vendor-services`));
  const products = body(await product.client.request('GET', `${path}/psa-products?q=DUO-&limit=100`));
  const serviceId = services['items'][0].id as string;
  await decide(
    product,
    path,
    (products['items'] as Item[])
      .filter((candidate) => ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'].includes(candidate['productId'] as string))
      .map((candidate) => ({
        kind: 'service',
        vendorId: serviceId,
        action: 'map',
        psaId: candidate['id'] as string,
      })),
  );
}

export async function decide(
  product: Pick<Driven, 'client'>,
  path: string,
  decisions: readonly unknown[],
  key: string = randomUUID(),
): Promise<Item> {
  return body(await product.client.request('POST', `${path}/mapping-decisions`, { decisions }, key));
}

/** Set up, finished, and the first sync ended well: phase `active`. */
export async function active(
  product: Driven,
  psa: PsaUnderTest = 'connectwise',
  withinMs = 15_000,
): Promise<Connected> {
  const integration = await loaded(product, psa, withinMs);
  await finished(product, integration, withinMs);
  return integration;
}

/** What is loaded is finished, and its first sync ended well: phase `active`. */
export async function finished(product: Driven, integration: Connected, withinMs = 15_000): Promise<void> {
  await mapProducts(product, integration);
  await product.client.command('POST', `${integration.path}/finish`, {}, integration.path);
  await phaseIs(product, integration, 'active', 2 * withinMs);
}

const endStates = ['succeeded', 'partial', 'failed', 'canceled', 'joined'];

export async function startSync(
  product: Pick<Driven, 'client'>,
  { path }: Connected,
  mode: 'full' | 'failed-accounts' = 'full',
): Promise<string> {
  const answer = await product.client.request('POST', `${path}/syncs`, { mode }, randomUUID());
  if (answer.status !== 202 && answer.status !== 200)
    throw new Error(`sync: ${answer.status} ${JSON.stringify(answer.body)}`);
  return body(answer)['runId'] as string;
}

export async function runEnds(
  product: Pick<Driven, 'client'>,
  runId: string,
  withinMs = 30_000,
): Promise<Item> {
  const shown = async (accounts: number): Promise<Item> =>
    body(await product.client.request('GET', `/syncs/${runId}?limit=${accounts}`));
  // Whoever waits asks for little: what is measured beside it would have to make way.
  await waitFor(`the end of run ${runId}`, withinMs, async () =>
    endStates.includes((await shown(1))['state'] as string) ? true : null,
  );
  return shown(500);
}

export async function everyLine(
  product: Pick<Driven, 'client'>,
  { id }: Connected,
): Promise<readonly Item[]> {
  const answer = body(await product.client.request('GET', `/usage-lines?integration=${id}&limit=500`));
  return answer['items'] as Item[];
}

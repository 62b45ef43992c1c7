import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MappingOutcome } from '../../contracts/api/commands.ts';
import { IntegrationList, IntegrationStatus } from '../../contracts/api/integrations.ts';
import {
  PsaCompanyList,
  PsaProductList,
  SetUpReview,
  SuggestionList,
  VendorAccountList,
  VendorServiceList,
} from '../../contracts/api/mapping.ts';
import type { SandboxControl } from '../../sandbox/control-client.ts';
import { enteredInto } from '../../sandbox/credentials.ts';
import type { Report } from './report.ts';
import { type SeatwiseClient, waitFor } from './seatwise-client.ts';
import type { TouredPsa } from './toured-psa.ts';

export interface SetUp {
  readonly integrationId: string;
  /** `/integrations/<id>` */
  readonly path: string;
}

const Created = z.looseObject({ id: z.string() });

/** Throws {@link TourRejected} on an instance that is connected already; asked before anything is changed. */
export async function requireUnconnected(client: SeatwiseClient): Promise<void> {
  const integrations = await client.read('/integrations', IntegrationList);
  if (integrations.items.some(({ phase }) => phase !== 'disconnected')) {
    throw new TourRejected(message('tour.connected-already'));
  }
}

/** Connect, credentials, authenticate, gate one. */
export async function connect(
  client: SeatwiseClient,
  control: SandboxControl,
  psa: TouredPsa,
  report: Report,
): Promise<SetUp> {
  const { credentials } = await control.state();
  const { kind, credentials: form } = psa.kind;
  const connected = Created.parse(
    await client.command('POST', '/integrations', { vendor: 'duo', module: 'billing', psa: kind }, ''),
  );
  const path = `/integrations/${connected.id}`;
  report.step(message('tour.connected', { module: 'Billing' }));
  await client.command('PUT', `${path}/credentials/accounts-api`, credentials.accountsApi, path);
  await client.command('PUT', `${path}/credentials/admin-api`, credentials.adminApi, path);
  await client.command(
    'PUT',
    `${path}/credentials/${form.set}`,
    enteredInto(credentials, form.inSandbox),
    path,
  );
  report.step(message('tour.credentials-stored'));
  await client.command('POST', `${path}/authenticate`, {}, path);
  report.step(message('tour.authenticated'));
  const status = await waitFor('gate one', 120_000, async () => {
    const now = await client.read(`${path}/status`, IntegrationStatus);
    const broken = now.indicators.find((indicator) => indicator.status === 'error');
    if (broken !== undefined) throw new Error(`${broken.part}: ${JSON.stringify(broken.cause)}`);
    return now.gateOne.open && now.phase === 'mapping' ? now : null;
  });
  const loaded = Object.assign({}, ...status.indicators.map((indicator) => indicator.loaded)) as Record<
    string,
    number
  >;
  report.step(
    message('tour.gate-one', {
      parts: status.indicators.map(({ part, status: word }) => `${part} ${word}`),
    }),
  );
  for (const [list, count] of Object.entries(psa.loaded(await control.scenario())))
    report.expect(list, loaded[list], count);
  report.expect('Duo accounts', loaded['accounts'], 61);
  return { integrationId: connected.id, path };
}

/** The tour cannot be played here; the message says what to do. */
export class TourRejected extends MessageError {
  override readonly name = 'TourRejected';
}

/** Exact matches, two drags, two exclusions, three products, gate two. */
export async function map(client: SeatwiseClient, { path }: SetUp, report: Report): Promise<void> {
  const accounts = await client.list(`${path}/vendor-accounts`, VendorAccountList);
  const exact = accounts.filter(({ mapping }) => mapping.state === 'mapped' && mapping.origin === 'exact');
  report.step(
    message('tour.matched', {
      matched: exact.length,
      accounts: accounts.filter(({ kind }) => kind === 'child').length,
    }),
  );
  report.expect('exact matches', exact.length, 52);
  const suggestions = await client.list(`${path}/suggestions`, SuggestionList);
  for (const { account, company, words } of suggestions.slice(0, 4)) {
    report.note(message('tour.suggestion', { account: account.name, match: company.name, words }));
  }
  const account = (name: string): string => {
    const found = accounts.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no account ${name}`);
    return found.id;
  };
  const companies = await client.list(`${path}/psa-companies?q=Meridian`, PsaCompanyList);
  const meridian = companies.find(({ name }) => name === 'Meridian Foods');
  if (meridian === undefined) throw new Error('no company Meridian Foods');
  await decideMappings(client, path, [
    { kind: 'account', vendorId: account('Meridian Foods Plant'), action: 'map', psaId: meridian.id },
    { kind: 'account', vendorId: account('Meridian Foods Office'), action: 'map', psaId: meridian.id },
  ]);
  report.step(message('tour.mapped-accounts', { customer: 'Meridian Foods' }));
  await decideMappings(client, path, [
    {
      kind: 'account',
      vendorId: account('Oak Street Offices'),
      action: 'exclude',
      reason: 'shared, billed by hand',
    },
    {
      kind: 'account',
      vendorId: account('Old Pilot'),
      action: 'exclude',
      reason: 'pilot ended, no host any more',
    },
  ]);
  report.step(message('tour.excluded', { accounts: ['Oak Street Offices', 'Old Pilot'] }));
  const [service] = await client.list(`${path}/vendor-services`, VendorServiceList);
  if (service === undefined) throw new Error('no vendor service');
  const products = await client.list(`${path}/psa-products?q=DUO`, PsaProductList);
  const chosen = ['DUO-ESS', 'DUO-ADV', 'DUO-PREM'].map((productId) => {
    const found = products.find((product) => product.productId === productId);
    if (found === undefined) throw new Error(`no product ${productId}`);
    return found;
  });
  await decideMappings(
    client,
    path,
    chosen.map(({ id }) => ({ kind: 'service', vendorId: service.id, action: 'map', psaId: id })),
  );
  report.step(
    message('tour.mapped-service', {
      service: service.name,
      identifiers: chosen.map(({ productId }) => productId),
    }),
  );
  const review = await client.read(`${path}/set-up-review`, SetUpReview);
  report.step(
    message('tour.gate-two', {
      state: review.gateTwo.open ? 'open' : 'closed',
      mapped: review.accounts.mapped,
      excluded: review.accounts.excluded,
      unmapped: review.accounts.unmapped,
      calls: review.firstSync.vendorCallsAtLeast,
    }),
  );
  report.expect('gate two open', review.gateTwo.open, true);
}

/** Sends decisions and insists that each was accepted. */
export async function decideMappings(
  client: SeatwiseClient,
  path: string,
  decisions: readonly unknown[],
): Promise<void> {
  const body = await client.command('POST', `${path}/mapping-decisions`, { decisions }, path);
  const rejected = MappingOutcome.parse(body).outcomes.find(({ ok }) => !ok);
  if (rejected !== undefined)
    throw new Error(`decision ${rejected.index}: ${rejected.code ?? ''} ${rejected.detail ?? ''}`);
}

/**
 * Answers in which zone the days of a PSA turn that does not tell. Before the first sync: near the end of a month, what
 * is billed today is otherwise not known.
 */
export async function answerTimeZone(client: SeatwiseClient, report: Report): Promise<void> {
  const answer = await client.request('PUT', '/settings', { billingTimeZone: 'America/Chicago' });
  report.expect('the time zone is set', answer.status, 200);
  report.step(message('tour.time-zone', { zone: 'America/Chicago' }));
}

/** Finish, pressed twice with the same key: one finish. */
export async function finish(client: SeatwiseClient, { path }: SetUp, report: Report): Promise<void> {
  const key = randomUUID();
  const [first, second] = await Promise.all([
    client.request('POST', `${path}/finish`, { schedule: { hour: 2, minute: 0 }, keepNames: true }, key),
    client.request('POST', `${path}/finish`, { schedule: { hour: 2, minute: 0 }, keepNames: true }, key),
  ]);
  const accepted = [first, second].filter(({ status }) => status === 200 || status === 202);
  if (accepted.length === 0) throw new Error(`finish: ${first.status} ${JSON.stringify(first.body)}`);
  report.step(message('tour.finished'));
}

import { body, type Connected } from './lifecycle.ts';
import type { Product } from './product.ts';
import { settled, status } from './set-up-steps.ts';

/** Giving credentials and authenticating, and what a refusal must leave alone. */

export type CredentialSetName = 'accounts-api' | 'admin-api' | 'psa';
/** The verdict on one credential, as `authenticate` answers it. */
export interface Verdict {
  readonly set: CredentialSetName;
  readonly ok: boolean;
  readonly code: string | null;
  readonly advice: string | null;
  readonly facts: Record<string, unknown>;
}

export const credentialSteps = (product: Product, { path }: Connected) => ({
  put: async (set: CredentialSetName, fields: unknown): Promise<void> => {
    const answer = await product.client.request('PUT', `${path}/credentials/${set}`, fields);
    expect(answer.status).toBe(200);
  },
  authenticate: async (): Promise<{
    status: number;
    code: string | undefined;
    entries: readonly Verdict[];
  }> => {
    const answer = await settled(product, 'POST', `${path}/authenticate`);
    const entries = (answer.body['errors'] ?? answer.body['credentials']) as readonly Verdict[];
    return { status: answer.status, code: answer.body['code'] as string | undefined, entries };
  },
  /** Fingerprints of what is in use. */
  working: async (): Promise<unknown> => {
    const { items } = body(await product.client.request('GET', `${path}/credentials`)) as {
      items: { set: string; working: { fingerprint: string } | null }[];
    };
    return items.map(({ set, working }) => [set, working?.fingerprint ?? null]);
  },
});

/** The code that the working version of each set shows as its cause; null: none. */
export async function causesOfWorking(
  product: Product,
  { path }: Connected,
): Promise<Readonly<Record<string, string | null>>> {
  const { items } = body(await product.client.request('GET', `${path}/credentials`)) as {
    items: { set: string; working: { cause: { code: string } | null } | null }[];
  };
  return Object.fromEntries(items.map(({ set, working }) => [set, working?.cause?.code ?? null]));
}

/** The refusal must name every set once, this one with code and advice, the others as good. */
export function refusedOnly(
  answer: {
    readonly status: number;
    readonly code: string | undefined;
    readonly entries: readonly Verdict[];
  },
  refused: Partial<Record<CredentialSetName, string>>,
): void {
  expect([answer.status, answer.code]).toEqual([422, 'CredentialsRefused']);
  expect(answer.entries.map(({ set }) => set).sort()).toEqual(['accounts-api', 'admin-api', 'psa']);
  expect(Object.fromEntries(answer.entries.map(({ set, code }) => [set, code]))).toEqual({
    'accounts-api': null,
    'admin-api': null,
    psa: null,
    ...refused,
  });
  for (const entry of answer.entries.filter(({ code }) => code !== null))
    expect(entry.advice?.length ?? 0).toBeGreaterThan(20);
}

/** The sandbox's own credentials by set: what works. */
export const goodCredentials = ({ credentials }: Product) => ({
  'accounts-api': credentials.accountsApi,
  'admin-api': credentials.adminApi,
  psa: credentials.psa,
});

/**
 * Gives one set of an active integration another candidate, which must be refused with this code while integration
 * and working credentials stay; then puts the good one back, so that the next case stands alone.
 */
export async function refusedCandidate(
  product: Product,
  integration: Connected,
  set: CredentialSetName,
  fields: unknown,
  code: string,
): Promise<Verdict> {
  const { put, authenticate, working } = credentialSteps(product, integration);
  const [before, phaseBefore] = [await working(), await status(product, integration)];
  await put(set, fields);
  const answer = await authenticate();
  refusedOnly(answer, { [set]: code });
  expect(await working()).toEqual(before);
  const now = await status(product, integration);
  expect([now['phase'], now['status'], now['indicators'][0].status]).toEqual(['active', 'active', 'pending']);
  expect(now['since']).toBe(phaseBefore['since']);
  const shown = body(await product.client.request('GET', `${integration.path}/credentials/${set}`));
  expect(shown['candidate'].cause).toMatchObject({ code });
  await put(set, goodCredentials(product)[set]);
  return answer.entries.find((entry) => entry.set === set)!;
}

import { body, type Connected } from './lifecycle.ts';
import type { Product } from './product.ts';
import { settled } from './set-up-steps.ts';

/** Giving credentials and authenticating, and what a rejection must leave alone. */

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

/** The sandbox's own credentials by set: what works. */
export const goodCredentials = ({ credentials }: Product) => ({
  'accounts-api': credentials.accountsApi,
  'admin-api': credentials.adminApi,
  psa: credentials.psa,
});

import type { Message } from '../messages/message.ts';
import type { AccountRef, ListedAccount, Vendor, VendorCredentials } from './port.ts';

/** What a simulated vendor really has, of accounts that can be read without trouble. */
export interface VendorTruth {
  readonly accounts: readonly {
    readonly foreignId: string;
    readonly name: string;
    readonly users: readonly { readonly id: string; readonly status: string; readonly holdsSeat: boolean }[];
  }[];
}

/** A simulated vendor that an adapter's test gives to the suite. */
export interface VendorUnderTest {
  client(): Vendor;
  /** Every set that the vendor needs, with good keys. */
  readonly credentials: VendorCredentials;
  truth(): Promise<VendorTruth>;
  /** The set with which accounts are listed, and the same with a key that the vendor rejects. */
  readonly listedWith: string;
  readonly rejected: VendorCredentials;
  /** Calls that reached the vendor so far, and how many of them were no reads. */
  calls(): Promise<{ readonly all: number; readonly notReads: number }>;
  /** Throws for a message of which something has no text. */
  render(message: Message): string;
  /** Values that must appear in no failure and no fact. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

const never = new AbortController().signal;

/**
 * What architecture.md 9 asks of every vendor: whole lists or failures, counts with their proof, typed causes, each
 * credential evaluated by itself, no secret in any text, nothing but reads.
 */
export function describeVendorContract(name: string, setUp: () => Promise<VendorUnderTest>): void {
  describe(`${name} fulfils the vendor port`, () => {
    let vendor: VendorUnderTest;
    beforeAll(async () => {
      vendor = await setUp();
    });
    afterAll(async () => {
      expect((await vendor.calls()).notReads).toBe(0);
      await vendor.close();
    });
    const silentAbout = (told: unknown): void => {
      const text = JSON.stringify(told);
      for (const secret of vendor.secrets) expect(text).not.toContain(secret);
    };
    const listed = async (): Promise<readonly ListedAccount[]> => {
      const list = await vendor.client().listAccounts(vendor.credentials, never);
      if (list.kind !== 'listed') throw new Error(list.kind);
      return list.accounts;
    };
    const refOf = async (foreignId: string): Promise<AccountRef> => {
      const account = (await listed()).find((one) => one.foreignId === foreignId);
      if (account === undefined) throw new Error(`${foreignId} is not listed`);
      return account;
    };

    it('verifies every set that it is given, and only those', async () => {
      const sets = Object.keys(vendor.credentials);
      const verdicts = await vendor.client().verify(vendor.credentials, never);
      expect(verdicts.map(({ set, ok }) => [set, ok])).toEqual(sets.map((set) => [set, true]));
      silentAbout(verdicts);
      expect(await vendor.client().verify({}, never)).toEqual([]);
    });

    it('rejects a credential by itself, as the fault of the credential, with a detail that renders', async () => {
      const verdicts = await vendor.client().verify(vendor.rejected, never);
      const verdict = verdicts.find(({ set }) => set === vendor.listedWith);
      expect(verdict).toMatchObject({ ok: false, failure: { scope: 'credential' } });
      if (verdict?.ok === false && verdict.failure.detail !== null) vendor.render(verdict.failure.detail);
      silentAbout(verdicts);
      const list = await vendor.client().listAccounts(vendor.rejected, never);
      expect(list).toMatchObject({ kind: 'failed', failure: { scope: 'credential', credentialCause: null } });
      silentAbout(list);
    });

    it('lists every account once, under an id that stays', async () => {
      const accounts = await listed();
      expect(new Set(accounts.map(({ foreignId }) => foreignId)).size).toBe(accounts.length);
      expect(await listed()).toEqual(accounts);
      const { accounts: wanted } = await vendor.truth();
      expect(wanted.length).toBeGreaterThan(0);
      expect(accounts).toEqual(
        expect.arrayContaining(
          wanted.map(
            ({ foreignId, name: named }) => expect.objectContaining({ foreignId, name: named }) as unknown,
          ),
        ),
      );
    });

    it('counts every user of an account, each judged by the seat rule, with the proof that they are all', async () => {
      for (const { foreignId, users } of (await vendor.truth()).accounts) {
        const read = await vendor.client().readAccount(vendor.credentials, await refOf(foreignId), never);
        if (read.kind !== 'counted') throw new Error(`${foreignId}: ${read.kind}`);
        const seen = read.users.map(({ id, status, holdsSeat }) => ({ id, status, holdsSeat }));
        const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1);
        expect(seen.sort(byId)).toEqual([...users].sort(byId));
        expect(read.proof).toMatchObject({ uniqueIds: users.length });
        expect(read.calls).toBeGreaterThan(0);
      }
    });

    it('says of an account that it does not have any more that it is gone, never that it has no users', async () => {
      const [first] = (await vendor.truth()).accounts;
      const ref = { ...(await refOf(first?.foreignId ?? '')), foreignId: 'DA00000000000000GONE' };
      expect(await vendor.client().readAccount(vendor.credentials, ref, never)).toMatchObject({
        kind: 'gone',
        failure: { code: 'VendorAccountGone', scope: 'account' },
      });
    });

    it('stops at once when the caller does, with the reason of the caller', async () => {
      const reason = new Error('canceled by a person');
      const before = (await vendor.calls()).all;
      const aborted = AbortSignal.abort(reason);
      await expect(vendor.client().listAccounts(vendor.credentials, aborted)).rejects.toBe(reason);
      expect((await vendor.calls()).all).toBe(before);
    });
  });
}

import { active, type Connected, everyLine, phaseIs, runEnds, startSync } from './lifecycle.ts';
import { type Product, startProduct } from './product.ts';
import type { FaultOrder } from '../../sandbox/fault-kinds.ts';
import {
  accountOf,
  accountsRead,
  children,
  requestLogEnd,
  lineOf,
  requestsSince,
  seatsOf,
  shownInTemporal,
  usersPath,
} from './sync-observations.ts';

/** Users on a page, once Duo clamps: small enough that every account has several pages. */
const clamped = 5;

/** What befalls one child each, and what must come of it. Null: it is counted rightly all the same. */
const troubles: readonly {
  readonly name: string;
  readonly fault?: FaultOrder['fault'];
  readonly change?: Parameters<Product['control']['changeDuoAccount']>[1];
  readonly outcome: { readonly state: string; readonly code: string } | null;
}[] = [
  {
    name: 'access rejected',
    fault: { kind: 'status', status: 403 },
    outcome: failed('VendorAccessRejected'),
  },
  { name: 'no host', change: { apiHostname: '' }, outcome: failed('VendorHostMissing') },
  { name: 'an error of Duo', fault: { kind: 'status', status: 503 }, outcome: failed('VendorServerError') },
  { name: 'a standing offset', fault: { kind: 'standing-offset' }, outcome: incomplete() },
  { name: 'an empty last page', fault: { kind: 'trailing-empty-page' }, outcome: null },
];

function failed(code: string) {
  return { state: 'failed', code };
}

function incomplete() {
  return { state: 'incomplete', code: 'VendorReadIncomplete' };
}

describe('accounts that cannot be read', () => {
  let product: Product;
  let integration: Connected;
  beforeAll(async () => {
    product = await startProduct();
    integration = await active(product);
  });
  afterAll(() => product.close());

  it('fails each with its cause, shows its last count as not read and never as zero; then reads only those', async () => {
    const before = new Map(
      (await children(product)).map((child) => [child.accountId, seatsOf(child)] as const),
    );
    const linesBefore = new Map(
      (await everyLine(product, integration)).map((line) => [line['groupKey'], line] as const),
    );
    // An account of one page cannot lose a second one.
    const largest = [...(await children(product))].sort((a, b) => seatsOf(b) - seatsOf(a));
    const targets = [...troubles].reverse().map((trouble, nth) => ({ trouble, child: largest[nth]! }));
    const gone = largest[troubles.length]!;
    await product.control.switchDuo({ largestPage: clamped });
    const faults = new Map<string, number>();
    for (const { trouble, child } of targets) {
      if (trouble.change !== undefined)
        await product.control.changeDuoAccount(child.accountId, trouble.change);
      if (trouble.fault === undefined) continue;
      const { id } = await product.control.inject({
        vendor: 'duo',
        path: usersPath,
        accountId: child.accountId,
        fault: trouble.fault,
      });
      faults.set(trouble.name, id);
    }
    await product.control.changeDuoAccount(gone.accountId, { remove: true });
    const seq = await requestLogEnd(product);

    const run = await runEnds(product, await startSync(product, integration));
    const unread = targets.filter(({ trouble }) => trouble.outcome !== null);
    expect(run).toMatchObject({
      state: 'partial',
      totals: {
        accountsListed: 16,
        counted: 16 - unread.length - 1,
        incomplete: 1,
        failed: unread.length - 1,
        gone: 1,
      },
    });
    for (const { trouble, child } of targets) {
      const seats = before.get(child.accountId);
      const account = accountOf(run, child.accountId);
      if (trouble.outcome === null) {
        expect([trouble.name, account]).toMatchObject([trouble.name, { state: 'counted', seats }]);
        continue;
      }
      expect([trouble.name, account]).toMatchObject([
        trouble.name,
        {
          state: trouble.outcome.state,
          seats: null,
          cause: { code: trouble.outcome.code, advice: expect.stringMatching(/./u) as string },
          lastComplete: { seats, ageSeconds: expect.any(Number) as number },
        },
      ]);
      // RULES 2: the newest reading decides; the last numbers stand beside it with their age and the cause.
      const line = await lineOf(product, integration, child.accountId);
      const { kind, vendorQuantity, psaQuantity, version } = linesBefore.get(line['groupKey'])!;
      const isMapped = kind !== 'unmapped';
      expect([trouble.name, line]).toMatchObject([
        trouble.name,
        {
          kind: isMapped ? 'not-read' : 'unmapped',
          vendorQuantity,
          psaQuantity,
          variance: null,
          version: Number(version) + (isMapped ? 1 : 0),
          accounts: [
            {
              seats,
              ageSeconds: expect.any(Number) as number,
              newestRead: { outcome: trouble.outcome.state, cause: { code: trouble.outcome.code } },
            },
          ],
        },
      ]);
    }
    expect(accountOf(run, gone.accountId)).toMatchObject({
      state: 'gone',
      cause: { code: 'VendorAccountGone' },
      lastComplete: { seats: before.get(gone.accountId) },
    });
    // It has left: the list that lacks it is complete.
    expect(await lineOf(product, integration, gone.accountId)).toMatchObject({
      kind: 'orphan',
      vendorQuantity: 0,
    });
    const requests = await requestsSince(product, seq);
    // Never endless: the unreadable cost a bounded number of calls, told apart from the formula's.
    const { vendor, vendorUnreadable } = run['calls'] as {
      readonly vendor: number;
      readonly vendorUnreadable: number;
    };
    expect(vendorUnreadable).toBeLessThan(80);
    expect(vendor + vendorUnreadable).toBe(requests.length);
    await phaseIs(product, integration, 'active');
    expect(await shownInTemporal(product, run['id'] as string)).toMatchObject({
      status: 'COMPLETED',
      attributes: { SyncOutcome: 'partial' },
    });

    // Everything answers again but one.
    const stillHanging = unread.find(({ trouble }) => trouble.name === 'an error of Duo')!;
    for (const { trouble, child } of targets) {
      const fault = faults.get(trouble.name);
      if (fault !== undefined && child !== stillHanging.child) await product.control.clear(fault);
      if (trouble.change !== undefined) {
        await product.control.changeDuoAccount(child.accountId, {
          apiHostname: child.apiHostname,
        });
      }
    }
    const seqOfRetry = await requestLogEnd(product);
    const retry = await runEnds(product, await startSync(product, integration, 'failed-accounts'));
    expect(retry).toMatchObject({
      state: 'partial',
      trigger: 'retry',
      mode: 'failed-accounts',
      ofRunId: run['id'],
      totals: { accountsListed: unread.length, counted: unread.length - 1, failed: 1 },
    });
    const asked = accountsRead(await requestsSince(product, seqOfRetry));
    expect(new Set(asked)).toEqual(new Set(unread.map(({ child }) => child.accountId)));
    const psaCalls = await requestsSince(product, seqOfRetry, 'connectwise');
    expect(psaCalls.filter(({ path }) => path.includes('/finance/'))).toEqual([]);
    for (const { child } of unread) {
      const outcome = child === stillHanging.child ? 'failed' : 'counted';
      const line = await lineOf(product, integration, child.accountId);
      const { kind } = linesBefore.get(line['groupKey'])!;
      expect(line).toMatchObject({
        kind: outcome === 'failed' && kind !== 'unmapped' ? 'not-read' : kind,
        vendorQuantity: before.get(child.accountId),
        accounts: [{ newestRead: { outcome } }],
      });
    }
  });
});

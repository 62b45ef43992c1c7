import { composeUsage } from '../../domain/usage/compose.ts';
import { controlTotals } from '../../domain/usage/control-totals.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { typical, typicalActTwo } from '../../domain/usage/typical.fixture.ts';
import { readingsOf } from '../../domain/months/review-month.ts';
import { boundMapping } from '../../domain/write-back/approval.ts';
import { boundFacts, writeStamp } from '../../domain/write-back/stamp.ts';
import {
  presentForm, readComposedLine, readControlTotals, readEvidence, readMonthReadings, readStamp, type Unread,
  UnreadableDocument,
} from './stored-documents.ts'; // prettier-ignore

/** As it comes back from a jsonb column; ids of ours are UUIDs there. */
function kept<T>(document: T): Unread<T> {
  const text = JSON.stringify(document, (name: string, value: unknown) =>
    typeof value === 'string' && ours.has(name) && !value.includes('-0000-')
      ? `00000000-0000-4000-8000-${Buffer.from(value).toString('hex').padStart(12, '0').slice(-12)}`
      : value,
  );
  return JSON.parse(text) as Unread<T>;
}
const ours = new Set(['accountId', 'syncRunId']);

/** As a version before wrote it: with the words of ConnectWise alone. */
function ofForm2<T>(readings: Unread<T>): Unread<T> {
  const early = JSON.parse(JSON.stringify(readings));
  for (const agreement of early.agreements) {
    agreement.cancelled = agreement.over === 'cancelled';
    delete agreement.over;
    delete agreement.billingCycle?.days;
    delete agreement.billingCycle?.never;
  }
  for (const line of early.lines) delete line.billable;
  for (const product of early.products) delete product.holdsOthers;
  return early as Unread<T>;
}

const worlds = [typical(), typicalActTwo()].map((input) => ({ input, lines: composeUsage(input) }));
const lines = worlds.flatMap((world) => world.lines);
const withLands = lines.find(({ lands, lines: sources }) => lands !== null && sources.length > 0)!;
const fits = (line: ComposedLine): unknown => readComposedLine(kept(line), presentForm);

describe('a stored document', () => {
  it('comes back whole, whatever a composition makes of two months', () => {
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) expect(fits(line)).toEqual(kept(line));
    for (const { input, lines: all } of worlds) {
      const totals = kept(controlTotals(input, all));
      expect(readControlTotals(totals, presentForm)).toEqual(totals);
    }
  });

  it('is refused where it lacks what its form has, with the place', () => {
    const torn = JSON.parse(JSON.stringify(kept(withLands)));
    delete torn.money;
    expect(() => readComposedLine(torn, presentForm)).toThrow(UnreadableDocument);
    expect(() => readComposedLine(torn, presentForm)).toThrow(
      /a usage line of form 3 cannot be read.*money/su,
    );
  });

  it('is refused where a later version stored it', () => {
    expect(() => readComposedLine(kept(withLands), presentForm + 1)).toThrow(
      /stored in form 4; this version reads up to 3/u,
    );
  });

  it('of before forms were counted is read, and says that nothing is known of what it lacks', () => {
    const early = JSON.parse(JSON.stringify(kept(withLands)));
    delete early.lands;
    delete early.notRead;
    delete early.vendorReadAt;
    delete early.psaReadAt;
    delete early.includedBeside;
    for (const source of early.lines) {
      delete source.status;
      delete source.included;
    }
    for (const account of early.accounts) delete account.syncRunId;
    const mapping = { ...boundMapping(withLands) } as Partial<ReturnType<typeof boundMapping>>;
    delete (mapping as { included?: unknown }).included;
    const read = readEvidence({ composed: early, mapping, period: null } as never, 1);
    expect(read.composed).toMatchObject({
      kind: withLands.kind,
      lands: null,
      notRead: null,
      vendorReadAt: null,
      includedBeside: '0',
    });
    expect(read.composed.lines.map(({ status, included }) => [status, included])).toEqual(
      withLands.lines.map(() => [null, null]),
    );
    expect(read.mapping.included).toEqual([]);
    expect(() => readComposedLine(early, presentForm)).toThrow(UnreadableDocument);
  });

  it('of the present form is the same in the early one, so that a version beside this one may have stored it', () => {
    for (const line of lines) expect(readComposedLine(kept(line), 1)).toEqual(kept(line));
  });

  it('stamps and readings come back whole too', () => {
    const [{ input } = worlds[0]!] = worlds;
    const facts = boundFacts(input);
    for (const line of lines)
      for (const { psaLineId } of line.lines) {
        const stamp = writeStamp(line, psaLineId, facts);
        if (stamp !== null) expect(readStamp(kept(stamp), presentForm)).toEqual(kept(stamp));
      }
    const { accounts, ...others } = readingsOf(input);
    const readings = kept({
      ...others,
      accounts: accounts.map((account, nth) => ({
        ...account,
        id: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
      })),
    });
    expect(readMonthReadings(readings, presentForm)).toEqual(readings);
    expect(readMonthReadings(ofForm2(readings), 2)).toEqual(readings);
  });

  it('of form 2 say in the words of the model what ConnectWise said in its own', () => {
    const [{ input } = worlds[0]!] = worlds;
    const readings = kept({ ...readingsOf(input), accounts: [] });
    const early = ofForm2(readings) as unknown as {
      agreements: { status: string | null; cancelled: boolean; billingCycle: object | null }[];
      lines: { billCustomer: string | null }[];
    };
    Object.assign(early.agreements[0]!, {
      status: ' Expired ',
      billingCycle: { name: '2 weeks', months: null },
    });
    Object.assign(early.agreements[1]!, { cancelled: true, billingCycle: { name: ' None ', months: null } });
    early.lines[0]!.billCustomer = null;
    early.lines[1]!.billCustomer = 'DoNotBill';
    const read = readMonthReadings(early as never, 2);
    expect(read.agreements.slice(0, 2)).toMatchObject([
      { over: 'expired', billingCycle: { days: 14, never: false } },
      { over: 'cancelled', billingCycle: { days: null, never: true } },
    ]);
    expect(read.lines.slice(0, 2)).toMatchObject([{ billable: null }, { billable: false }]);
  });
});

import { inEnglish } from '../../messages/english.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { EndLinePlan, LineSnapshot, Psa, PsaResult, ReopenLinePlan } from '../port.ts';
import { expectOwnTexts } from './failure-texts.fixture.ts';
import type { PsaWritesUnderTest } from './contract-writing.ts';
import {
  expectSentAsShown,
  type LineChangesUnderTest,
  type LineInPsa,
  troubles,
} from './line-changes-under-test.ts';

const inTime = (): boolean => true;

/** What architecture.md 9 asks of every adapter that ends lines and takes that back (RULES 17). */
export function describeEnding(writes: () => PsaWritesUnderTest, changes: () => LineChangesUnderTest): void {
  type LineToEnd = Awaited<ReturnType<LineChangesUnderTest['lineToEnd']>>;
  const snapshotOf = async ({ ref }: LineToEnd, client = writes().client()): Promise<LineSnapshot> =>
    lineOf(await client.readLine(ref));
  const endOf = async (line: LineToEnd): Promise<EndLinePlan> => {
    const { document, line: now } = await snapshotOf(line);
    return {
      kind: 'end-line',
      ref: line.ref,
      before: now.quantity ?? '0',
      lastUpdated: now.lastUpdated,
      lastBilledDay: line.lastBilledDay,
      document,
      method: line.method ?? null,
    };
  };
  const reopeningOf = async (line: LineToEnd): Promise<ReopenLinePlan> => ({
    ...(await endOf(line)),
    kind: 'reopen-line',
    after: String(line.quantity),
    day: line.day,
  });
  const write = (plan: EndLinePlan | ReopenLinePlan, client: Psa = writes().client()) =>
    client.write(plan, { mayBegin: inTime });
  const inPsa = async ({ ref }: LineToEnd): Promise<LineInPsa | undefined> =>
    (await changes().lines(ref.agreementId)).find(({ lineId }) => lineId === ref.lineId);

  it('ends it after its last billed day by the shown request, and reopens it; nothing else is touched', async () => {
    const line = await changes().lineToEnd();
    const { agreementId, lineId } = line.ref;
    const [rest, original] = [await changes().rest(lineId), await snapshotOf(line)];
    expect(['date', 'zero']).toContain(writes().client().waysOf(original.line).endLine);
    const plan = await endOf(line);
    expect(await write(plan)).toMatchObject({ kind: 'accepted', line: { id: lineId } });
    expect(await inPsa(line)).toMatchObject({ lastBilledDay: line.lastBilledDay });
    expect(await changes().rest(lineId)).toEqual(rest);
    await expectSentAsShown(changes(), agreementId, plan);
    expect(await write(await reopeningOf(line))).toMatchObject({ kind: 'accepted', line: { id: lineId } });
    expect(await inPsa(line)).toMatchObject({ lastBilledDay: null, units: line.quantity });
    expect(await changes().rest(lineId)).toEqual(rest);
    expect(withoutChange((await snapshotOf(line)).line)).toEqual(withoutChange(original.line));
  });

  const cases = troubles.filter(([trouble]) => trouble !== 'another-line-answered');
  it.each(cases)('%s is %s (%s) after one request; ended: %s', async (trouble, kind, code, done) => {
    const line = await changes().lineToEnd();
    const plan = await endOf(line);
    await writes().trouble(line.ref, trouble);
    const outcome = await write(plan);
    expect(outcome).toMatchObject({ kind, code });
    if (outcome.kind !== 'accepted') expectOwnTexts(outcome.detail);
    expect(await changes().sent(line.ref.agreementId)).toHaveLength(1);
    expect((await inPsa(line))?.lastBilledDay).toBe(done ? line.lastBilledDay : null);
  });

  it.each(['end-line', 'reopen-line'] as const)(
    'says of a lost %s that it was done, or not, by two readings',
    async (kind) => {
      for (const trouble of ['done-answer-lost', 'server-fault'] as const) {
        const line = await changes().lineToEnd();
        if (kind === 'reopen-line') await write(await endOf(line));
        const plan = await (kind === 'end-line' ? endOf(line) : reopeningOf(line));
        const client = writes().client();
        await writes().trouble(line.ref, trouble);
        expect(await write(plan, client)).toMatchObject({ kind: 'unknown' });
        await writes().calm();
        const shown = async () => (await snapshotOf(line, client)).line;
        const confirmed = await client.confirm(plan, [await shown(), await shown()]);
        if (!confirmed.ok) throw new Error(inEnglish(confirmed.detail));
        expectOwnTexts(confirmed.value.detail);
        // Not every PSA can prove that it was not done; none may claim that it was.
        const verdicts = trouble === 'done-answer-lost' ? ['done'] : ['not-done', 'undecidable'];
        expect(verdicts).toContain(confirmed.value.verdict);
      }
    },
  );

  it('sends nothing too late, or without the right', async () => {
    const line = await changes().lineToEnd();
    const plan = await endOf(line);
    expect(
      await writes()
        .client()
        .write(plan, { mayBegin: () => false }),
    ).toMatchObject({
      kind: 'withheld',
    });
    expect(await changes().sent(line.ref.agreementId)).toEqual([]);
    expect(await write(plan, writes().readOnlyClient())).toMatchObject({
      kind: 'rejected',
      code: 'PsaRightMissing',
    });
    expect((await inPsa(line))?.lastBilledDay).toBeNull();
  });
}

const withoutChange = (line: PsaLine): PsaLine => ({ ...line, lastUpdated: null });

function lineOf(result: PsaResult<LineSnapshot | { readonly gone: true }>): LineSnapshot {
  if (!result.ok) throw new Error(`${result.code}: ${inEnglish(result.detail)}`);
  if ('gone' in result.value) throw new Error('the line is gone');
  return result.value;
}

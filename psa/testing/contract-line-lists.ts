import { inEnglish } from '../../messages/english.ts';
import type { PsaUnderTest } from './psa-under-test.ts';
import type { PsaResult } from '../port.ts';

interface AgreementWithLines {
  readonly id: string;
  readonly lines: number;
}

/** Lists of lines: one request for each agreement at most where that proves them whole, and no line lost to save one. */
export function describeLineLists(psa: () => PsaUnderTest): void {
  const count = async (reading: Promise<PsaResult<readonly unknown[]>>): Promise<number> => {
    const read = await reading;
    if (!read.ok) throw new Error(`${read.code}: ${inEnglish(read.detail)}`);
    return read.value.length;
  };
  const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = (await psa().calls()).all;
    await work();
    return (await psa().calls()).all - before;
  };
  /** Agreements that have lines, those with the most first. */
  const byLines = async (): Promise<readonly AgreementWithLines[]> => {
    const lines = new Map<string, number>();
    for (const { agreementId } of (await psa().truth()).lines)
      lines.set(agreementId, (lines.get(agreementId) ?? 0) + 1);
    return [...lines].map(([id, n]) => ({ id, lines: n })).sort((a, b) => b.lines - a.lines);
  };
  const longest = async (): Promise<AgreementWithLines> => {
    const [first] = await byLines();
    if (first === undefined) throw new Error('no agreement has a line');
    return first;
  };

  it('asks once at most for the lines of an agreement that end on a page shorter than one seen before', async () => {
    const long = await longest();
    const shorter = (await byLines()).find(({ lines }) => lines < long.lines);
    if (shorter === undefined) throw new Error('all agreements have as many lines');
    const client = psa().client();
    await count(client.lines(long.id));
    for (const known of [shorter.lines, null])
      expect(await callsOf(() => count(client.lines(shorter.id, undefined, known)))).toBeLessThanOrEqual(1);
  });

  it('takes no page as full as the fullest before it for the last, however few rows the PSA gives', async () => {
    await psa().clamp(2);
    const client = psa().client();
    for (const { id, lines } of (await byLines()).filter((_, nth) => nth % 10 === 0))
      expect(await count(client.lines(id))).toBe(lines);
  });

  it('loses no line where the PSA begins to give fewer rows a page in the middle of a run', async () => {
    const { id, lines } = await longest();
    const client = psa().client();
    await count(client.lines(id));
    await psa().clamp(2);
    expect(await count(client.lines(id, undefined, lines))).toBe(lines);
  });

  it('takes fewer lines than are known, or none at a first reading, only where the PSA counts as few', async () => {
    const { id, lines } = await longest();
    for (const known of [lines, null]) {
      await psa().loseLines(id);
      expect(await count(psa().client().lines(id, undefined, known))).toBe(lines);
    }
  });
}

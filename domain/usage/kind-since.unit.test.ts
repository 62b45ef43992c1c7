import { message } from '../../messages/message.ts';
import type { ComposedLine } from './composition.ts';
import { isSaidTwice, kindSince } from './kind-since.ts';

const at = (hour: number): string => `2026-11-24T${String(hour).padStart(2, '0')}:00:00.000Z`;
const hour = 3_600_000;

const line = (kind: ComposedLine['kind'], vendor: number, psa = vendor) => ({
  kind,
  notRead: kind === 'not-read' ? { code: null, at: null, reason: message('usage.reason.new') } : null,
  vendorReadAt: at(vendor),
  psaReadAt: at(psa),
});

/** Since when the last of these compositions, one after the other, is of its kind. */
const since = (...compositions: ReturnType<typeof line>[]) =>
  compositions.reduce<{ composed: ReturnType<typeof line>; kindSince: string | null } | null>(
    (before, composed) => ({ composed, kindSince: kindSince(before, composed) }),
    null,
  );

describe('since when a line is of its kind', () => {
  it('is when the older side of the first composition was read, however often it is composed since', () => {
    expect(since(line('orphan', 3, 2), line('orphan', 3, 2), line('orphan', 9, 8))?.kindSince).toBe(at(2));
  });

  it('begins again after another kind, and after a read that was not complete', () => {
    expect(since(line('new', 2), line('match', 4), line('new', 6))?.kindSince).toBe(at(6));
    expect(since(line('new', 2), line('not-read', 2), line('new', 6))?.kindSince).toBe(at(6));
    expect(since(line('new', 2), line('not-read', 2))?.kindSince).toBeNull();
  });

  it('says it twice once the older sides of two compositions are far enough apart', () => {
    const twice = (...of: Parameters<typeof since>): boolean => {
      const newest = since(...of);
      return newest !== null && isSaidTwice(newest, 6 * hour);
    };
    expect(twice(line('new', 2), line('new', 8))).toBe(true);
    expect(twice(line('new', 2))).toBe(false);
    // Seats were counted again, and the agreements were not.
    expect(twice(line('new', 2), line('new', 9, 3))).toBe(false);
    expect(twice(line('new', 2), line('new', 9), line('not-read', 9))).toBe(false);
  });
});

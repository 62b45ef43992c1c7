import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { BrowserRouter } from '../../../components/router.tsx';
import { questionOf, useUsageAddress } from './address.ts';

const at = (search: string) => {
  globalThis.history.replaceState(null, '', `/usage${search}`);
  return renderHook(() => useUsageAddress(), {
    wrapper: ({ children }: { readonly children: ReactNode }) => <BrowserRouter>{children}</BrowserRouter>,
  }).result;
};
const search = (): string => globalThis.location.search;

describe('the address of the review', () => {
  it('opens with what needs a person, the largest amounts first', () => {
    const { current } = at('');
    expect(questionOf(current)).toMatchObject({ toDecide: 'true', sort: '-amount' });
  });

  it('shows all that a link asks for, open or not, unless it says so', () => {
    expect(at('?kind=match').current.filters.toDecide).toBe(false);
    expect(at('?kind=match&show=open').current.filters.toDecide).toBe(true);
    expect(at('?kind=increase&toDecide=true').current.filters.toDecide).toBe(true);
    expect(at('?need=held').current.filters.toDecide).toBe(true);
  });

  it('says what it shows only where the rest of it does not', () => {
    const address = at('');
    act(() => address.current.change({ toDecide: false }));
    expect(search()).toBe('?show=all');
    act(() => address.current.change({ kind: ['increase'] }));
    expect(search()).toBe('?kind=increase');
    act(() => address.current.change({ toDecide: true }));
    expect(search()).toBe('?kind=increase&show=open');
    act(() => address.current.change({ kind: [] }));
    expect(search()).toBe('');
  });

  it('keeps order, grouping and the open line', () => {
    const address = at('');
    const line = '0a000000-0000-4000-8000-000000000001';
    act(() => address.current.change({ sort: '-vendor', group: 'invoice', line }));
    expect(search()).toBe(`?sort=-vendor&group=invoice&line=${line}`);
    expect(at(search()).current).toMatchObject({ sort: '-vendor', group: 'invoice', line, unknown: 0 });
    expect(at('?group=color&show=some&begin=end').current.unknown).toBe(3);
  });
});

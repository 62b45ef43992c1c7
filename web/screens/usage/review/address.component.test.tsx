import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { BrowserRouter } from '../../../components/router.tsx';
import { presetColumns, questionOf, useUsageAddress } from './address.ts';

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

  it('keeps chosen columns in their order, and what links of other versions know of them', () => {
    const address = at('?sort=-money');
    expect(address.current.columns).toEqual(presetColumns);
    act(() => address.current.change({ columns: ['description', 'money'] }));
    expect(search()).toBe('?sort=-money&columns=description%2Cmoney');
    act(() => address.current.change({ columns: [] }));
    expect(search()).toBe('?sort=-money&columns=none');
    expect(at(search()).current).toMatchObject({ columns: [], unknown: 0 });
    expect(at('?columns=money,color,psa').current).toMatchObject({ columns: ['psa', 'money'], unknown: 1 });
    act(() => address.current.change({ columns: presetColumns }));
    expect(search()).toBe('');
  });
});

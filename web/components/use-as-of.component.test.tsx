import { renderHook } from '@testing-library/react';
import { useAsOf } from './use-as-of.ts';

it('a value stays as it was when its moment changed, and is the newest with the next', () => {
  const { result, rerender } = renderHook(({ moment, value }) => useAsOf(moment, value), {
    initialProps: { moment: 'first', value: 1 },
  });
  expect(result.current).toBe(1);
  rerender({ moment: 'first', value: 2 });
  expect(result.current).toBe(1);
  rerender({ moment: 'second', value: 3 });
  expect(result.current).toBe(3);
  rerender({ moment: 'second', value: 4 });
  expect(result.current).toBe(3);
});

import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { SearchField } from './filter-bar.tsx';

/** Keys right after each other: how busy the machine is makes no pause between two. */
const user = userEvent.setup({ delay: null });

/** A page whose address follows only when the test says so, as a transition does on a busy page. */
function page(value = '') {
  const told: string[] = [];
  const field = (shown: string) => (
    <SearchField label="Search" value={shown} onChange={(text) => told.push(text)} />
  );
  const { rerender } = render(field(value));
  return {
    told,
    search: screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search' }),
    addressSays: (text: string) => {
      rerender(field(text));
    },
  };
}

const once = (told: readonly string[], text: string): Promise<void> =>
  waitFor(() => {
    expect(told.at(-1)).toBe(text);
  });

describe('the field of a search', () => {
  it('tells the address once, after the last key', async () => {
    const { told, search } = page();
    await user.type(search, 'quarry');
    await once(told, 'quarry');
    expect(told).toEqual(['quarry']);
  });

  it('keeps a key that is typed while the address is still changing, and tells it then', async () => {
    const { told, search, addressSays } = page();
    await user.type(search, 'quarr');
    await once(told, 'quarr');
    await user.type(search, 'y');
    addressSays('quarr');
    expect(search.value).toBe('quarry');
    await once(told, 'quarry');
    addressSays('quarry');
    expect(search.value).toBe('quarry');
    expect(told).toEqual(['quarr', 'quarry']);
  });

  it('stays empty when it is emptied while the address is still changing, and tells that too', async () => {
    const { told, search, addressSays } = page();
    await user.type(search, 'quarry');
    await once(told, 'quarry');
    await user.clear(search);
    addressSays('quarry');
    expect(search.value).toBe('');
    await once(told, '');
    addressSays('');
    expect(search.value).toBe('');
    addressSays('quarry');
    expect(search.value).toBe('quarry');
  });

  it('shows what Back, a link or a chip says, whatever was typed', async () => {
    const { told, search, addressSays } = page('quarry');
    await user.type(search, ' ridge');
    await once(told, 'quarry ridge');
    addressSays('quarry ridge');
    addressSays('acme');
    expect(search.value).toBe('acme');
    addressSays('');
    expect(search.value).toBe('');
  });
});

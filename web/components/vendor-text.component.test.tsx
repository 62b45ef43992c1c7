import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { VendorText } from './vendor-text.tsx';

const long = `${'a'.repeat(300)}<b>`;

describe('what a vendor wrote', () => {
  it.each([false, true])('is text and never markup or a link (in a row: %s)', (oneLine) => {
    const hostile = '<img src=x onerror=alert(1)> https://evil.test <a href="javascript:alert(1)">x</a>';
    const { container } = render(<VendorText text={hostile} oneLine={oneLine} />);
    expect(container.textContent).toBe(hostile);
    expect(container.querySelector('img, a, script')).toBeNull();
  });

  it('shows controls and marks of direction, and keeps its own direction to itself', () => {
    const { container } = render(<VendorText text={'a\u202Ecod.exe\u0000'} />);
    expect(container.querySelector('bdi')?.textContent).toBe('a‹RLO›cod.exe␀');
  });

  it('says so where there is nothing but blanks', () => {
    expect(render(<VendorText text={' \t'} />).container.textContent).toBe('(no name)');
  });

  it('is folded where it is long, and unfolds as text', async () => {
    const { container } = render(<VendorText text={long} />);
    expect(container.querySelector('bdi')?.textContent).toBe(`${'a'.repeat(240)}…`);
    await userEvent.click(screen.getByRole('button', { name: 'Show all (303 characters)' }));
    expect(container.querySelector('bdi')?.textContent).toBe(long);
    await userEvent.click(screen.getByRole('button', { name: 'Show less' }));
    expect(container.querySelector('bdi')?.textContent).toHaveLength(241);
  });
});

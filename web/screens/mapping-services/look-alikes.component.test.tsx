import { render } from '@testing-library/react';
import { WordsContext } from '../../components/words.ts';
import { fixtureWords } from '../../context/words.fixture.ts';
import { LookAlikes } from './look-alikes.tsx';

const said = (...products: readonly (readonly [string, number])[]): string => {
  const { container } = render(
    <LookAlikes
      integrationId="first"
      products={products.map(([productId, lines]) => ({ id: productId, productId, lines }))}
    />,
    {
      wrapper: ({ children }) => <WordsContext value={() => fixtureWords}>{children}</WordsContext>,
    },
  );
  return container.textContent;
};

describe('products that look like the vendor\u2019s', () => {
  it('are named with the number of their lines', () => {
    expect(said(['DUO-ADV', 12], ['DUO-PREM', 3])).toBe(
      '15 lines of DUO-ADV and DUO-PREM for mapped customers look like a Seats product and are not mapped.',
    );
    expect(said(['DUO-ADV', 1])).toBe(
      '1 line of DUO-ADV for mapped customers looks like a Seats product and is not mapped.',
    );
  });

  it('are named up to ten, and counted beyond', () => {
    const many = 'A B C D E F G H I J K L'.split(' ').map((name) => [name, 1] as const);
    expect(said(...many)).toContain('12 lines of A, B, C, D, E, F, G, H, I, J, and 2 more products for');
  });
});

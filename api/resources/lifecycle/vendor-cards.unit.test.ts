import { catalogOf } from '../../../messages/catalog.ts';
import { createRenderer } from '../../../messages/rendering/renderer.ts';
import { kinds } from '../../../test/environment/registered-kinds.ts';
import { vendorCards } from './vendor-cards.ts';

it('renders every form and guide in the terms of its kinds', () => {
  const cards = vendorCards(kinds, (terms) => createRenderer(catalogOf('en'), { timeZone: 'UTC', terms }));
  const text = JSON.stringify(cards);
  expect(text).not.toMatch(/Text not available|\{\w+\}/u);
  expect(text).toContain('The lowest known limit is 300 calls in five minutes. Seatwise uses at most 150');
  expect(text).toContain('find Admin API, and select Protect.');
});

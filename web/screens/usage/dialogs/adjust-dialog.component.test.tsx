import { render, screen } from '@testing-library/react';
import { inPseudoLocale, literalsIn } from '../../../components/literals.fixture.ts';
import { increaseRow } from '../../usage-line/usage-row.fixture.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import { AdjustDialog } from './adjust-dialog.tsx';

it('takes every text of the adjust dialog from the catalog', () => {
  inPseudoLocale();
  const { Around } = reviewFixture();
  render(<AdjustDialog row={increaseRow} onClose={() => undefined} />, { wrapper: Around });
  expect(literalsIn(screen.getByRole('dialog'))).toEqual([]);
});

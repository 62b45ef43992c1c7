import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { inPseudoLocale, literalsIn } from '../../../components/literals.fixture.ts';
import { increaseRow, ruleRow } from '../../usage-line/usage-row.fixture.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import { AdjustDialog } from './adjust-dialog.tsx';

it('takes every text of the adjust dialog from the catalog', () => {
  inPseudoLocale();
  const { Around } = reviewFixture();
  render(<AdjustDialog row={increaseRow} onClose={() => undefined} />, { wrapper: Around });
  expect(literalsIn(screen.getByRole('dialog'))).toEqual([]);
});

it.each([
  ['400', { minimum: 400 }],
  ['25', { fixed: { units: 25 } }],
])('makes a rule of an adjustment of 340 seats to %s', async (quantity, terms) => {
  const { Around } = reviewFixture();
  render(<AdjustDialog row={increaseRow} onClose={() => undefined} />, { wrapper: Around });
  const [field, reason] = screen.getAllByRole('textbox');
  await userEvent.clear(field!);
  await userEvent.type(field!, quantity);
  await userEvent.type(reason!, 'MSA 2025-114');
  const { pathname, searchParams } = new URL(
    screen.getByRole<HTMLAnchorElement>('link', { name: 'Make this a rule' }).href,
  );
  expect(pathname).toBe(`/integrations/${increaseRow.integrationId}/billing-rules/new`);
  expect(Object.fromEntries(searchParams)).toEqual({
    line: increaseRow.id,
    scope: JSON.stringify({ kind: 'customer', id: '250' }),
    terms: JSON.stringify(terms),
    source: 'MSA 2025-114',
  });
});

it('corrects the rule that the customer has', () => {
  const { Around } = reviewFixture();
  render(<AdjustDialog row={ruleRow} onClose={() => undefined} />, { wrapper: Around });
  expect(screen.getByRole('link', { name: 'Correct the billing rule' }).getAttribute('href')).toBe(
    `/integrations/${ruleRow.integrationId}/billing-rules/${ruleRow.rule!.applied!.id}/correct`,
  );
  expect(screen.getByRole('dialog').textContent).toContain('counts 50, and the billing rule bills 10.');
});

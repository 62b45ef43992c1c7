import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { formatDay } from '../../components/format.ts';
import { runAction } from './actions.ts';
import { InvoiceChoice } from './invoice-choice.tsx';
import { LineActions } from './line-actions.tsx';
import { wishOf } from './line-facts.ts';
import { reviewFixture } from './review.fixture.tsx';
import { fixtureWords } from '../../app/words.fixture.ts';
import { approvedRow, increaseRow } from './usage-row.fixture.ts';

const day = formatDay('2026-12-01');
const approve = () => screen.getByRole('button', { name: /^(Approve|Propose)/u });

describe('the foot of a line', () => {
  it('names quantity, line and invoice on the button that sets them', async () => {
    const { Around, done } = reviewFixture();
    render(<LineActions row={increaseRow} />, { wrapper: Around });
    expect(approve().getAttribute('aria-label')).toBe(`Approve 340, line 9077, invoice of ${day}`);
    await userEvent.click(approve());
    expect(done).toEqual(['approved Acme']);
  });

  it('stays closed until the line is chosen, and then names the one that was', () => {
    const row = { ...increaseRow, needsTarget: true, target: null, lands: null };
    const before = reviewFixture();
    const { unmount } = render(<LineActions row={row} />, { wrapper: before.Around });
    expect(approve().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Choose the line that changes first.')).toBeTruthy();
    unmount();
    const target = {
      psaLineId: '9078',
      before: '60',
      after: '100',
      nextInvoiceDate: '2026-12-01',
      landsByDay: false,
    };
    const { Around } = reviewFixture({}, { target });
    render(<LineActions row={row} />, { wrapper: Around });
    expect(approve().getAttribute('aria-label')).toBe(`Approve 100, line 9078, invoice of ${day}`);
    expect(approve().getAttribute('aria-disabled')).toBe('false');
  });

  it('names the day, and wishes for no invoice, where a change of the line that was chosen names one', () => {
    const row = { ...increaseRow, kind: 'decrease' as const, needsTarget: true, target: null, lands: null };
    const target = { psaLineId: '9078', before: '60', after: '57', nextInvoiceDate: '2026-12-01' };
    const byDay = { target: { ...target, landsByDay: true } };
    const { Around } = reviewFixture({}, byDay);
    render(
      <>
        <InvoiceChoice row={row} />
        <LineActions row={row} />
      </>,
      { wrapper: Around },
    );
    expect(approve().getAttribute('aria-label')).toBe(`Approve 57, line 9078, from ${day}`);
    expect(screen.getByText(`From ${day}, the next open period: nothing is prorated.`)).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
    expect(wishOf(row, byDay)).toEqual({ lands: 'next-period', targetPsaLineId: '9078' });
    const onInvoice = { target: { ...target, landsByDay: false } };
    expect(wishOf(row, onInvoice)).toEqual({ lands: 'invoice-after', targetPsaLineId: '9078' });
  });

  it('stays closed while the invoice is not known, also where the line is', () => {
    const { Around } = reviewFixture();
    const notSet = { kind: 'not-set' as const, agreementTypeId: '4', text: 'not set' };
    render(<LineActions row={{ ...increaseRow, lands: notSet }} />, { wrapper: Around });
    expect(approve().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Say first how contracts of this type are billed.')).toBeTruthy();
  });

  it('takes nothing more while the approved change waits', () => {
    const { Around } = reviewFixture();
    render(<LineActions row={approvedRow} />, { wrapper: Around });
    expect(approve().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText(/^This change is approved and waits/u)).toBeTruthy();
  });

  it('offers in its menu what keys do, each with its letter', async () => {
    const { Around, done } = reviewFixture();
    render(<LineActions row={increaseRow} />, { wrapper: Around });
    await userEvent.click(screen.getByRole('button', { name: 'More for this line' }));
    const items = screen.getAllByRole('menuitem').map((item) => item.textContent);
    expect(items).toEqual([
      'Adjust…E', 'Dismiss for this monthD', 'Read againN', 'Reload rowL', 'Go to mappingM', 'Exclude account…X',
    ]); // prettier-ignore
    await userEvent.click(screen.getByRole('menuitem', { name: /^Dismiss/u }));
    expect(done).toEqual(['dismiss Acme']);
  });
});

describe('a key of a decision', () => {
  it('does what the button does, and is refused with the same sentence', () => {
    const { review, done } = reviewFixture();
    runAction('approve', increaseRow, review, fixtureWords);
    runAction('approve', { ...increaseRow, lands: null, target: null, kind: 'new' }, review, fixtureWords);
    expect(done).toEqual(['approved Acme', 'refused Acme: Add the line in Bills; the next run finds it.']);
  });

  it('says so where the line does not offer it', () => {
    const { review, done } = reviewFixture();
    runAction('release', increaseRow, review, fixtureWords);
    expect(done).toEqual(['refused Acme: Override a check: not possible for this line.']);
  });

  it('is closed with whom to ask where the role is too small', () => {
    const { review, done } = reviewFixture({ closed: () => 'Ask a reviewer.' });
    runAction('hold', increaseRow, review, fixtureWords);
    expect(done).toEqual(['refused Acme: Ask a reviewer.']);
  });
});

import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UsageDetail } from '../../../api/usage.ts';
import { formatDay } from '../../../values/format.ts';
import { runAction } from '../review/actions.ts';
import { InvoiceChoice } from './invoice-choice.tsx';
import { LineActions } from './line-actions.tsx';
import { wishOf } from '../../usage-line/line-facts.ts';
import { reviewFixture } from '../review/review.fixture.tsx';
import { fixtureWords } from '../../../context/words.fixture.ts';
import { approvedRow, increaseRow } from '../../usage-line/usage-row.fixture.ts';

const day = formatDay('2026-12-01');
const approve = () => screen.getByRole('button', { name: /^(Approve|Propose)/u });

describe('the foot of a line', () => {
  it('names quantity, line and invoice on the button that sets them', async () => {
    const { Around, done } = reviewFixture();
    render(<LineActions row={increaseRow} />, { wrapper: Around });
    expect(approve().getAttribute('aria-label')).toBe(`Approve 340, line 9077, ${day} invoice`);
    await userEvent.click(approve());
    expect(done).toEqual(['approved Acme']);
  });

  it('stays closed until the line is chosen, and then names the one that was', () => {
    const row = { ...increaseRow, needsTarget: true, target: null, billingTarget: null };
    const before = reviewFixture();
    const { unmount } = render(<LineActions row={row} />, { wrapper: before.Around });
    expect(approve().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('First choose which line changes.')).toBeTruthy();
    unmount();
    const target = {
      psaLineId: '9078',
      before: '60',
      after: '100',
      nextInvoiceDate: '2026-12-01',
      billsByDay: false,
    };
    const { Around } = reviewFixture({}, { target });
    render(<LineActions row={row} />, { wrapper: Around });
    expect(approve().getAttribute('aria-label')).toBe(`Approve 100, line 9078, ${day} invoice`);
    expect(approve().getAttribute('aria-disabled')).toBe('false');
  });

  it('names the day, and wishes for no invoice, where a change of the line that was chosen names one', () => {
    const row = {
      ...increaseRow,
      kind: 'decrease' as const,
      needsTarget: true,
      target: null,
      billingTarget: null,
    };
    const target = { psaLineId: '9078', before: '60', after: '57', nextInvoiceDate: '2026-12-01' };
    const byDay = { target: { ...target, billsByDay: true } };
    const { Around } = reviewFixture({}, byDay);
    render(
      <>
        <InvoiceChoice row={row} />
        <LineActions row={row} />
      </>,
      { wrapper: Around },
    );
    expect(approve().getAttribute('aria-label')).toBe(`Approve 57, line 9078, from ${day}`);
    expect(screen.getByText(`From ${day}, next open period: no proration`)).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
    expect(wishOf(row, byDay)).toEqual({ billingTarget: 'next-period', targetPsaLineId: '9078' });
    const onInvoice = { target: { ...target, billsByDay: false } };
    expect(wishOf(row, onInvoice)).toEqual({ billingTarget: 'invoice-after', targetPsaLineId: '9078' });
  });

  it('says next to each day what is not billed until then, and offers later periods', async () => {
    const wishes: unknown[] = [];
    const { Around } = reviewFixture({ draft: (_, wish) => wishes.push(wish) });
    const [next, later, last] = ['2027-04-01', '2028-04-01', '2029-04-01'];
    const row = {
      ...increaseRow,
      billingTarget: {
        ...(increaseRow.billingTarget as Extract<
          typeof increaseRow.billingTarget,
          { kind: 'billing-target' }
        >),
        billingTarget: 'next-period' as const,
        invoiceDate: next,
        days: [{ day: '2026-11-24', bills: '152' }],
        later: [
          { day: later, untilThen: '448' },
          { day: last, untilThen: '748' },
        ],
        untilThen: '148',
      },
    };
    const { rerender } = render(<InvoiceChoice row={row} />, { wrapper: Around });
    const words = screen
      .getAllByRole('radio')
      .map((radio) => (radio as HTMLButtonElement).labels[0]?.textContent);
    expect(words).toEqual([
      `From ${formatDay(next)}, next open period: no prorationUntil then, about 148.00 USD is not billed`,
      `From ${formatDay('2026-11-24')}: about +152.00 USD prorated`,
      `From ${formatDay(later)}, later period: no prorationUntil then, about 448.00 USD is not billed`,
    ]);
    await userEvent.click(screen.getAllByRole('radio')[2]!);
    expect(wishes).toEqual([{ day: later }]);
    rerender(
      <InvoiceChoice
        row={{ ...row, billingTarget: { ...row.billingTarget, later: [], days: [], untilThen: '-12' } }}
      />,
    );
    expect(screen.getByText('Until then, about 12.00 USD is overbilled')).toBeTruthy();
  });

  it('lets any later period be chosen once one is', async () => {
    const wishes: unknown[] = [];
    const [later, last] = ['2028-04-01', '2029-04-01'];
    const { Around } = reviewFixture({ draft: (_, wish) => wishes.push(wish) }, { day: later });
    const row = {
      ...increaseRow,
      billingTarget: {
        ...(increaseRow.billingTarget as Extract<
          typeof increaseRow.billingTarget,
          { kind: 'billing-target' }
        >),
        billingTarget: 'next-period' as const,
        later: [later, last].map((day) => ({ day, untilThen: null })),
      },
    };
    render(<InvoiceChoice row={row} />, { wrapper: Around });
    await userEvent.selectOptions(screen.getByLabelText('Later period'), last);
    expect(wishes).toEqual([{ day: last }]);
    expect(wishOf(row, { day: last })).toEqual({ billingTarget: last });
  });

  it('stays closed while the invoice is not known, also where the line is', () => {
    const { Around } = reviewFixture();
    const notSet = {
      kind: 'not-set' as const,
      agreementTypeId: '4',
      text: { code: 'usage.target.not-set', message: 'Not set', params: {} },
    };
    render(<LineActions row={{ ...increaseRow, billingTarget: notSet }} />, { wrapper: Around });
    expect(approve().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('First answer how these contracts are billed.')).toBeTruthy();
  });

  it('takes nothing more while the approved change waits', () => {
    const { Around } = reviewFixture();
    render(<LineActions row={approvedRow} />, { wrapper: Around });
    expect(approve().getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText(/^This change is approved and waiting/u)).toBeTruthy();
  });

  it('offers in its menu what keys do, each with its letter', async () => {
    const { Around, done } = reviewFixture();
    render(<LineActions row={increaseRow} />, { wrapper: Around });
    await userEvent.click(screen.getByRole('button', { name: 'More actions for this line' }));
    const items = screen.getAllByRole('menuitem').map((item) => item.textContent);
    expect(items).toEqual([
      'Adjust…E', 'Dismiss for NovemberD', 'Sync lineN', 'ReloadL', 'Go to mappingM', 'Exclude account…X',
    ]); // prettier-ignore
    await userEvent.click(screen.getByRole('menuitem', { name: /^Dismiss/u }));
    expect(done).toEqual(['dismiss Acme']);
  });
});

describe('a line that is missing, or is not needed', () => {
  const newRow = { ...increaseRow, kind: 'new' as const, billingTarget: null, target: null };
  const choice = {
    agreementId: '71',
    productId: '3',
    price: '',
    day: '2026-12-01',
    billingOption: '',
    taxable: 'catalog' as const,
    invoiceText: '',
    reason: '',
  };

  it('is created once its form is complete, and the button says what is created', async () => {
    const sentence = 'Create 15 × SEAT-ESS on Managed IT at 4.00 from Dec 1';
    const wish = { agreementId: '71', productId: '3', expectedUnitPrice: '4' };
    const { Around, done } = reviewFixture(
      {},
      {
        newLine: {
          version: newRow.version,
          choice,
          ready: { wish, quantity: 15, sentence, reason: null },
          why: null,
        },
      },
    );
    render(<LineActions row={newRow} />, { wrapper: Around });
    await userEvent.click(screen.getByRole('button', { name: sentence }));
    expect(done).toEqual(['approved Acme']);
  });

  it('opens its form first, and says what the form lacks', () => {
    const opened: (string | null)[] = [];
    const { review, done } = reviewFixture();
    const places = { ...review.places, open: (id: string | null) => opened.push(id) };
    runAction('approve', newRow, { ...review, places }, fixtureWords);
    expect(opened).toEqual([newRow.id]);
    const drafts = {
      ...review.drafts,
      draftOf: () => ({
        newLine: { version: newRow.version, choice, ready: null, why: 'Choose the contract.' },
      }),
    };
    runAction('approve', newRow, { ...review, drafts }, fixtureWords);
    expect(done).toEqual(['rejected Acme: Choose the contract.']);
  });

  it('is created only as the present version was previewed, and not before a changed line is read', () => {
    const opened: (string | null)[] = [];
    const wish = { agreementId: '71', productId: '3', expectedUnitPrice: '4' };
    const ready = { wish, quantity: 15, sentence: 'Create 15', reason: null };
    const { review, done } = reviewFixture(
      {},
      { newLine: { version: newRow.version, choice, ready, why: null } },
    );
    const places = { ...review.places, open: (id: string | null) => opened.push(id) };
    const later = { ...newRow, version: newRow.version + 1 };
    runAction('approve', later, { ...review, places }, fixtureWords);
    expect([opened, done]).toEqual([[later.id], []]);
    const moved = { saving: false, moved: later as unknown as UsageDetail, rejection: null };
    const decisions = { ...review.deciding.decisions, stateOf: () => moved };
    runAction('approve', newRow, { ...review, deciding: { ...review.deciding, decisions } }, fixtureWords);
    expect(done).toEqual([expect.stringMatching(/^rejected Acme: /u)]);
  });

  it.each(['orphan', 'billed-twice'] as const)(
    'asks before %s is ended, and only whom the role allows',
    (kind) => {
      const row = { ...increaseRow, kind };
      const { review, asked } = reviewFixture();
      runAction('approve', row, review, fixtureWords);
      expect(asked).toEqual([{ kind: 'end', row }]);
      const small = reviewFixture({
        closed: (permission) => (permission === 'end-lines' ? 'Ask Dana.' : null),
      });
      runAction('approve', row, small.review, fixtureWords);
      expect(small.done).toEqual(['rejected Acme: Ask Dana.']);
    },
  );
});

describe('a key of a decision', () => {
  it('does what the button does, and is rejected with the same sentence', () => {
    const { review, done } = reviewFixture();
    runAction('approve', increaseRow, review, fixtureWords);
    runAction(
      'approve',
      { ...increaseRow, billingTarget: null, target: null, kind: 'unmapped' },
      review,
      fixtureWords,
    );
    expect(done).toEqual(['approved Acme', 'rejected Acme: First map or exclude this account.']);
  });

  it('says so where the line does not offer it', () => {
    const { review, done } = reviewFixture();
    runAction('override', increaseRow, review, fixtureWords);
    expect(done).toEqual(['rejected Acme: Override a check: not available for this line.']);
  });

  it('is closed with whom to ask where the role is too small', () => {
    const { review, done } = reviewFixture({ closed: () => 'Ask a reviewer.' });
    runAction('hold', increaseRow, review, fixtureWords);
    expect(done).toEqual(['rejected Acme: Ask a reviewer.']);
  });
});

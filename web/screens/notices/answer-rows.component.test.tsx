import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { RowAheadInfo } from '../../api/audit-findings.ts';
import type { SessionInfo } from '../../api/session.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { AnswerRows } from './answer-rows.tsx';

const row = (seq: string): RowAheadInfo => ({
  seq,
  rowHash: seq.repeat(64),
  id: `0a000000-0000-4000-8000-00000000000${seq}`,
  at: '2099-01-01T00:00:00.000Z',
  action: 'member.created',
  actor: { kind: 'member', id: '0a000000-0000-4000-8000-0000000000aa', name: 'Dana Cole' },
  answer: null,
});

function shown(seqs: readonly string[], role?: SessionInfo['role']) {
  const open = new Set(seqs);
  const answer = (seq: string) => () => {
    open.delete(seq);
    return [204, null] as const;
  };
  const sent = serve({
    'GET /audit/rows-ahead': () => [200, { items: [...open].map(row) }],
    ...Object.fromEntries(seqs.map((seq) => [`POST /audit/rows-ahead/${seq}/answer`, answer(seq)])),
  });
  render(
    <Served {...(role === undefined ? {} : { role })}>
      <AnswerRows />
    </Served>,
  );
  return sent;
}

const dialogAt = async (seq: string) =>
  within(await screen.findByRole('alertdialog', { name: `Answer the finding at audit row ${seq}` }));

it('asks for a reason of each row in turn, and sends the hash of the row that was shown', async () => {
  const sent = shown(['3', '4']);
  await userEvent.click(await screen.findByRole('button', { name: 'Answer…' }));
  const reasons = { 3: 'The clock was an hour ahead.', 4: 'The same clock, a minute later.' };
  for (const [seq, reason] of Object.entries(reasons)) {
    const dialog = await dialogAt(seq);
    expect(dialog.getByText(/member\.created by Dana Cole/u).textContent).toContain('2099');
    await userEvent.type(dialog.getByLabelText('Reason'), 'short');
    expect(dialog.getByRole('button', { name: 'Answer' }).getAttribute('aria-disabled')).toBe('true');
    await userEvent.clear(dialog.getByLabelText('Reason'));
    await userEvent.type(dialog.getByLabelText('Reason'), reason);
    await userEvent.click(dialog.getByRole('button', { name: 'Answer' }));
  }
  await waitFor(() => expect(screen.queryByRole('alertdialog', { hidden: true })).toBeNull());
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Answer…', hidden: true })).toBeNull());
  expect(sent.map(({ call, body }) => [call, body])).toEqual(
    Object.entries(reasons).map(([seq, reason]) => [
      `POST /audit/rows-ahead/${seq}/answer`,
      { rowHash: seq.repeat(64), reason },
    ]),
  );
});

it('offers nothing to who is no administrator', async () => {
  const sent = shown(['3'], 'approver');
  await waitFor(() => expect(document.body.textContent).toBe(''));
  expect(sent).toEqual([]);
});

it('takes its words from the catalog', async () => {
  inPseudoLocale();
  shown(['3', '4']);
  await userEvent.click(await screen.findByRole('button'));
  await screen.findByRole('alertdialog');
  expect(literalsIn(document.body)).toEqual([]);
});

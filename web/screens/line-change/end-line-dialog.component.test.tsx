import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { DecisionResult } from '../../api/usage-decisions.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import EndLineContent from './end-line-content.tsx';
import { endOffer, linePreview } from './line-change.fixture.ts';

const line = { id: '0a000000-0000-4000-8000-000000000001', integrationId: 'i', label: 'Acme' };
const path = `/usage-lines/${line.id}`;
const sentence = { ...linePreview.sentence, message: 'End line 9077 after Dec 31' };
const approved = {
  usageLineId: line.id,
  outcome: 'approved',
  lineVersion: 6,
  approvalId: null,
  approvalLineId: null,
  replaced: null,
  change: null,
  code: null,
  title: null,
  advice: null,
  detail: null,
  params: null,
  agreementTypeId: null,
  offer: null,
} satisfies DecisionResult;

function shown(offer = endOffer, result: DecisionResult = approved) {
  const ended: DecisionResult[] = [];
  const sent = serve({
    [`GET ${path}/lines-to-end`]: () => [200, offer],
    [`POST ${path}/line-change/preview`]: () => [200, { ...linePreview, sentence }],
    [`POST ${path}/end-line`]: () => [200, result],
  });
  render(<EndLineContent line={line} onEnded={(one) => ended.push(one)} onClose={() => undefined} />, {
    wrapper: Served,
  });
  return { sent, ended };
}

const endButton = () => screen.findByRole('button', { name: 'End line' });

describe('the dialog to end a line', () => {
  it('sends the line, its day, the customer and the reason once all are confirmed', async () => {
    const { sent, ended } = shown();
    const button = await endButton();
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Invoiced through Nov 30; seats until Dec 3.')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText('Type “Acme Corp” to confirm the customer'));
    await userEvent.keyboard('acme corp');
    expect(screen.getByText('Enter a reason.')).toBeTruthy();
    await userEvent.type(screen.getByLabelText('Reason'), 'left in December');
    await userEvent.click(await endButton());
    await waitFor(() => expect(ended).toEqual([approved]));
    expect(sent.at(-1)).toMatchObject({
      call: `POST ${path}/end-line`,
      body: {
        lineVersion: 5,
        line: { psaLineId: '9077', lastBilledDay: '2020-12-31' },
        customer: 'Acme Corp',
        reason: 'left in December',
      },
    });
  });

  it('takes no day that was invoiced', async () => {
    shown();
    const day = await screen.findByLabelText('Last billed day');
    await userEvent.clear(day);
    await userEvent.type(day, '2020-11-29');
    expect(
      screen.getAllByText('Choose Nov 30, 2020 or later. Earlier days are already invoiced.'),
    ).toHaveLength(2);
  });

  it('stays open with the rejection, and chooses no line by itself where there are several', async () => {
    const [first] = endOffer.lines;
    const offer = { ...endOffer, lines: [first!, { ...first!, psaLineId: '9078' }] };
    const { ended } = shown(offer, {
      ...approved,
      outcome: 'rejected',
      code: 'SeatsReturned',
      title: 'Seats returned',
    });
    expect(await screen.findByText('Choose the line to end.')).toBeTruthy();
    await userEvent.click(screen.getByRole('radio', { name: /^Line 9078/u }));
    await userEvent.type(screen.getByLabelText(/^Type/u), 'Acme Corp');
    await userEvent.type(screen.getByLabelText('Reason'), 'x');
    await userEvent.click(await endButton());
    expect(await screen.findByText('Seats returned')).toBeTruthy();
    expect(ended).toEqual([]);
  });

  it('takes every text from the catalog', async () => {
    inPseudoLocale();
    shown();
    await screen.findByText(sentence.message);
    const data = [
      'Acme',
      'Acme Corp',
      '9077',
      'SEAT-ESS',
      'Managed IT',
      'Invoiced through Nov 30; seats until Dec 3.',
    ];
    expect(
      literalsIn(screen.getByRole('dialog'), [
        ...data,
        sentence.message,
        'POST',
        '/agreements/71/lines',
        'quantity',
        'USD',
      ]),
    ).toEqual([]);
  });
});

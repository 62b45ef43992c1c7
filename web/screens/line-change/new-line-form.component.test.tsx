import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { suggestedChoice } from './new-line.ts';
import { linePreview, newLineOffer } from './line-change.fixture.ts';
import { NewLineForm } from './new-line-form.tsx';
import { useLineChangeTexts } from './texts.ts';
import { useNewLine } from './use-new-line.ts';

const line = { id: '0a000000-0000-4000-8000-000000000001', version: 3 };
const path = `/usage-lines/${line.id}`;

function Form() {
  const text = useLineChangeTexts();
  const form = useNewLine(line, suggestedChoice, text);
  const { ready = null, why = null } = form.draft ?? {};
  return (
    <>
      <NewLineForm form={form} closed={null} text={text} />
      <output>{ready === null ? why : ready.sentence}</output>
    </>
  );
}

const served = (offer = newLineOffer, preview = linePreview) =>
  serve({
    [`GET ${path}/line-to-create`]: () => [200, offer],
    [`POST ${path}/line-change/preview`]: () => [200, preview],
  });

const answer = (): string => document.querySelector('output')?.textContent ?? '';

describe('the form of a new line', () => {
  it('previews exactly what is entered, shows the request, and is ready only then', async () => {
    const sent = served();
    render(<Form />, { wrapper: Served });
    await waitFor(() => expect(answer()).toBe(linePreview.sentence.message));
    expect(sent.map(({ body }) => body)).toEqual([
      expect.objectContaining({
        kind: 'create-line',
        lineVersion: 3,
        newLine: expect.objectContaining({ agreementId: '71', productId: '3', firstBilledDay: '2020-12-01' }),
      }),
    ]);
    await userEvent.click(screen.getByText('View request'));
    expect(screen.getByLabelText('Request 1: POST /agreements/71/lines').textContent).toContain(
      '"quantity": 15',
    );
    await userEvent.selectOptions(screen.getByLabelText('First billed day'), '2020-11-15');
    expect(answer()).toBe('Checking the line…');
    expect(screen.getByText('Bills all of November.')).toBeTruthy();
    await waitFor(() => expect(answer()).toBe(linePreview.sentence.message));
    expect(sent.at(-1)?.body).toMatchObject({ newLine: { firstBilledDay: '2020-11-15' } });
  });

  it('offers what cannot be used as closed, with the reason, and asks why for another price', async () => {
    served();
    render(<Form />, { wrapper: Served });
    const closed = await screen.findByRole<HTMLOptionElement>('option', { name: 'Old plan: ended' });
    expect(closed.disabled).toBe(true);
    await userEvent.type(screen.getByLabelText('Unit price'), '3.5');
    expect(answer()).toBe('Enter a reason for the price.');
    await userEvent.type(screen.getByLabelText('Reason for this price'), 'MSA');
    await waitFor(() => expect(answer()).toBe(linePreview.sentence.message));
  });

  it('is never ready while the preview rejects it, or no line may be created', async () => {
    const rejected = { code: 'x', message: 'A line of 15 may bill these seats.', params: {} };
    served(newLineOffer, { ...linePreview, rejected });
    const { unmount } = render(<Form />, { wrapper: Served });
    await waitFor(() => expect(answer()).toBe(rejected.message));
    unmount();
    served({ ...newLineOffer, rejected });
    render(<Form />, { wrapper: Served });
    await waitFor(() => expect(answer()).toBe(rejected.message));
    expect(screen.queryByLabelText('Unit price')).toBeNull();
  });

  it('takes every text from the catalog', async () => {
    inPseudoLocale();
    served(newLineOffer, { ...linePreview, sentence: { ...linePreview.sentence, message: '15' } });
    const { container } = render(<Form />, { wrapper: Served });
    await waitFor(() => expect(answer()).toBe('15'));
    const data = ['Old plan', 'ended', 'Managed IT', 'Managed services', 'SEAT-ESS', 'SEAT-ADV', 'Seats'];
    expect(
      literalsIn(container, [
        ...data,
        'Billable',
        'Dec 1, 2020',
        'Nov 15, 2020',
        'NoCharge',
        'POST',
        '/agreements/71/lines',
        'quantity',
        'USD',
      ]),
    ).toEqual([]);
  });
});

import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import type { StreamInfo } from '../../../api/audit-streams.ts';
import { inPseudoLocale, literalsIn } from '../../../components/literals.fixture.ts';
import { serve, Served } from '../../../context/served.fixture.tsx';
import { AuditStreamsSection } from './audit-streams-section.tsx';

const id = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const at = '2026-11-24T02:04:00.000Z';
const stream: StreamInfo = {
  id,
  kind: 'lines',
  url: 'tls://siem.example.test:6514',
  ca: null,
  state: 'failing',
  sentTo: 40,
  waiting: 3,
  createdBy: { id, name: 'Dana' },
  createdAt: at,
  lastSuccessAt: at,
  failingSince: at,
  lastFailure: {
    at,
    cause: { code: 'WebhookTimedOut', title: 'Receiver is slow', detail: 'No response.', advice: 'Look.' },
  },
}; // prettier-ignore

const page = (items: readonly StreamInfo[]) => {
  const sent = serve({
    'GET /audit-streams': () => [200, { items }],
    [`PATCH /audit-streams/${id}`]: () => [200, { ...stream, state: 'paused' }],
    'POST /audit-streams': () => [201, { stream, secret: null }],
  });
  const { container } = render(
    <Served>
      <AuditStreamsSection />
    </Served>,
  );
  return { sent, container };
};
const press = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }));

it('shows how far a receiver confirmed, what waits, and why it fails', async () => {
  page([stream]);
  const card = await screen.findByRole('list', { name: 'Audit streams' });
  for (const text of ['Failing', /Confirmed up to entry 40/u, '3 entries waiting to be sent', /Failing since/u, /Receiver is slow/u])
    expect(within(card).getByText(text)).toBeTruthy(); // prettier-ignore
});

it('pauses a stream, and sends again only from an entry that was confirmed', async () => {
  const { sent } = page([stream]);
  await screen.findByText('Failing');
  press(/^Pause/u);
  await waitFor(() => expect(sent.at(-1)).toMatchObject({ body: { paused: true } }));
  press(/^Send entries again/u);
  const dialog = await screen.findByRole('alertdialog');
  const first = await within(dialog).findByLabelText('First entry');
  fireEvent.change(first, { target: { value: '41' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Send again…' }));
  expect(sent).toHaveLength(1);
  fireEvent.change(first, { target: { value: '40' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Send again…' }));
  await waitFor(() => expect(sent.at(-1)).toMatchObject({ body: { sendAgainFrom: 40 } }));
});

it('adds a stream of lines with its own CA, from the first entry', async () => {
  const { sent } = page([]);
  press(/^Add stream/u);
  const dialog = await screen.findByRole('dialog');
  const url = await within(dialog).findByLabelText('URL');
  expect(within(dialog).queryByLabelText(/^CA certificate/u)).toBeNull();
  fireEvent.change(url, { target: { value: 'tls://siem.example.test:6514' } });
  fireEvent.change(within(dialog).getByLabelText(/^CA certificate/u), { target: { value: 'PEM' } });
  fireEvent.change(within(dialog).getByLabelText('Start with'), { target: { value: 'first' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Add stream' }));
  await waitFor(() =>
    expect(sent.at(-1)).toMatchObject({ body: { url: 'tls://siem.example.test:6514', ca: 'PEM', from: 1 } }),
  );
  expect(await screen.findByText(/^Lines over TLS are not signed/u)).toBeTruthy();
});

it('has no literal', async () => {
  inPseudoLocale();
  const { container } = page([stream]);
  await screen.findByText(stream.url);
  expect(literalsIn(container, [stream.url, 'Dana', 'Receiver is slow', 'No response.', 'Look.'])).toEqual(
    [],
  );
});

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { UsageRow } from '../../../api/usage.ts';
import { NoteCell } from '../list/note-cell.tsx';
import { NotePart } from './note-part.tsx';

const id = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const pat = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const note: NonNullable<UsageRow['note']> = {
  text: 'asked the customer',
  assignee: { id: pat, name: 'Pat', status: 'disabled' },
  until: '2020-12-04',
  isDue: true,
  by: { kind: 'member', id: pat, name: 'Dana' },
  at: '2026-11-27T08:00:00.000Z',
};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server that has one assignee, and answers a note with `status`. */
function answering(status: number): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = (url, init) => {
    const path = (url as string).replace('/api/v1', '');
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null;
    sent.push({ method: init?.method ?? 'GET', path, body });
    const answer =
      path === '/assignees'
        ? { items: [{ id: '9b2f7c1e-64f1-4a0e-8d53-2c8d2b9f7e41', name: 'Rae' }] }
        : status === 200
          ? { usageLineId: id, note: null, noteVersion: 2 }
          : { type: 'x', title: 'The note changed since you opened it', status, code: 'NoteChanged', detail: '', message: '', params: {}, errors: [], requestId: 'r' }; // prettier-ignore
    const code = path === '/assignees' ? 200 : status;
    const response = {
      ok: code < 300,
      status: code,
      headers: new Headers(),
      json: () => Promise.resolve(answer),
    };
    return Promise.resolve(response as Response);
  };
  return sent;
}

function panel(row: Pick<UsageRow, 'note' | 'noteVersion'>, closed: string | null = null) {
  const written: string[] = [];
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <NotePart row={{ id, ...row }} closed={closed} onWritten={() => written.push(id)} />
    </QueryClientProvider>,
  );
  return written;
}

describe('the note in the panel', () => {
  it('is written with a person and a day, on the version that was looked at', async () => {
    const sent = answering(200);
    const written = panel({ note: null, noteVersion: 0 });
    await userEvent.click(screen.getByRole('button', { name: 'Add note…' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Note' }), 'asked them');
    await screen.findByRole('option', { name: 'Rae' });
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Assigned to' }), 'Rae');
    await userEvent.type(screen.getByLabelText('Until'), '2026-12-04');
    await userEvent.click(screen.getByRole('button', { name: 'Save note' }));
    await waitFor(() => expect(written).toEqual([id]));
    expect(sent.at(-1)).toEqual({
      method: 'PUT',
      path: `/usage-lines/${id}/note`,
      body: { noteVersion: 0, text: 'asked them', assignee: '9b2f7c1e-64f1-4a0e-8d53-2c8d2b9f7e41', until: '2026-12-04' },
    }); // prettier-ignore
  });

  it('keeps who may decide no longer as a choice, named as such, and is taken away when emptied', async () => {
    const sent = answering(200);
    panel({ note, noteVersion: 3 });
    await userEvent.click(screen.getByRole('button', { name: 'Edit…' }));
    const who = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Assigned to' });
    expect(who.selectedOptions[0]?.text).toBe('Pat (member disabled)');
    await userEvent.clear(screen.getByRole('textbox', { name: 'Note' }));
    await userEvent.selectOptions(who, 'Unassigned');
    await userEvent.clear(screen.getByLabelText('Until'));
    await userEvent.click(screen.getByRole('button', { name: 'Save note' }));
    await waitFor(() =>
      expect(sent.at(-1)?.body).toEqual({ noteVersion: 3, text: null, assignee: null, until: null }),
    );
  });

  it('keeps what was typed where somebody else wrote meanwhile, and offers to look', async () => {
    answering(409);
    const written = panel({ note, noteVersion: 1 });
    await userEvent.click(screen.getByRole('button', { name: 'Edit…' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Note' }), ' twice');
    await userEvent.click(screen.getByRole('button', { name: 'Save note' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The note changed since');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Note' }).value).toBe(
      'asked the customer twice',
    );
    expect(written).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(written).toEqual([id]);
  });

  it('is closed with the reason for who may not write', () => {
    panel({ note, noteVersion: 1 }, 'Deciding requires the reviewer role.');
    expect(screen.getByRole('button', { name: 'Edit…' }).getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Deciding requires the reviewer role.')).not.toBeNull();
  });
});

describe('the note in a row', () => {
  it('names the person, with the whole note for everybody', () => {
    render(<NoteCell row={{ note }} />);
    expect(
      screen.getByText('Note: asked the customer · Pat (member disabled) · due Dec 4, 2020'),
    ).not.toBeNull();
    expect(screen.getByText('Pat')).not.toBeNull();
  });

  it('is nothing without one', () => {
    const { container } = render(<NoteCell row={{ note: null }} />);
    expect(container.innerHTML).toBe('');
  });
});

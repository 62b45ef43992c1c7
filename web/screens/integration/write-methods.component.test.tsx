import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Integration } from '../../api/integrations.ts';
import { integrationKeys } from '../../api/integrations.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { WriteMethods } from './write-methods.tsx';

it('says that a method was withdrawn, and chooses the same one again', async () => {
  const name = { code: 'core.text', message: 'With the whole document', params: {} };
  const choice = {
    id: 'create', of: 'create-line', title: { ...name, message: 'New lines' },
    methods: [{ id: 'with-document', name, note: name }],
    method: 'with-document', chosenAt: '2026-11-01T08:00:00Z', keptAt: null, provenAt: null,
    withdrawnAt: '2026-11-02T08:00:00Z',
  }; // prettier-ignore
  const sent = serve({});
  render(
    <Served known={[[integrationKeys.writeMethods('1'), { items: [choice] }]]}>
      <WriteMethods integration={{ id: '1', writeBackEnabled: true } as Integration} closed={null} />
    </Served>,
  );
  expect(screen.getByText(/changed other lines/u)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Use this method again' }));
  await waitFor(() =>
    expect(sent.find(({ body }) => body !== undefined)?.body).toEqual({
      choice: 'create',
      method: 'with-document',
    }),
  );
});

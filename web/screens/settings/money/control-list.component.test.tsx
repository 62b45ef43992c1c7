import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type SettingsInfo, settingsKey } from '../../../api/settings.ts';
import { problem, serve, Served } from '../../../context/served.fixture.tsx';
import { ControlListSection } from './control-list-section.tsx';

const column = (field: string, shown: boolean, name: string | null = null) => ({ field, name, shown });
const settings = {
  controlListColumns: [column('invoice', true), column('customer', true, 'Client'), column('line-id', false)],
} as unknown as SettingsInfo;

function opened() {
  const sent = serve({ 'PUT /settings': () => problem(500, 'Internal', 'Internal error') });
  render(
    <Served role="admin" known={[[settingsKey, settings]]}>
      <ControlListSection />
    </Served>,
  );
  return sent;
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const order = () =>
  within(screen.getByRole('list', { name: 'Columns of the control list' }))
    .getAllByRole('checkbox')
    .map((box) => box.closest('label')?.textContent);

it('chooses, names, and orders columns with the keyboard', async () => {
  const sent = opened();
  await userEvent.click(screen.getByRole('checkbox', { name: 'Line ID' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Name of the column Invoice' }), 'Inv. date');
  await userEvent.clear(screen.getByRole('textbox', { name: 'Name of the column Customer' }));
  const up = screen.getByRole('button', { name: 'Move Line ID up' });
  up.focus();
  await userEvent.keyboard('{Enter}');
  expect(order()).toEqual(['Invoice', 'Line ID', 'Customer']);
  expect(document.activeElement).toBe(up);
  expect(screen.getByTestId('announcer').textContent).toBe('Line ID is now 2 of 3.');
  await press('Save 1 change');
  await waitFor(() =>
    expect(sent.map(({ body }) => body)).toEqual([
      {
        controlListColumns: [
          column('invoice', true, 'Inv. date'),
          column('line-id', true),
          column('customer', true),
        ],
      },
    ]),
  );
});

it('does not save a list without a column', async () => {
  const sent = opened();
  await userEvent.click(screen.getByRole('checkbox', { name: 'Invoice' }));
  await userEvent.click(screen.getByRole('checkbox', { name: 'Customer' }));
  await press('Save 1 change');
  expect(screen.getByText('Show at least one column.')).toBeTruthy();
  expect(sent).toEqual([]);
});

import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { logoLimits } from '../../../domain/defaults.ts';
import type { SessionInfo } from '../../api/session.ts';
import { type SettingsInfo, settingsKey } from '../../api/settings.ts';
import { problem, serve, Served } from '../../context/served.fixture.tsx';
import { BrandSection } from './brand-section.tsx';

const logo = { mediaType: 'image/png', width: 20, height: 10, sha256: 'abc' } as const;

function opened(saved: Partial<SettingsInfo> = {}, role: SessionInfo['role'] = 'admin') {
  const settings = { mspName: 'Harbor Lane', logo: null, paper: 'Letter', ...saved } as SettingsInfo;
  const sent = serve({
    'PUT /settings/logo': () => [200, logo],
    'DELETE /settings/logo': () => [204, null],
    'PUT /settings': () => problem(500, 'Internal', 'Internal error'),
  });
  render(
    <Served role={role} known={[[settingsKey, settings]]}>
      <BrandSection />
    </Served>,
  );
  return sent;
}

const choose = (file: File) => userEvent.upload(screen.getByLabelText('Logo file'), file);

it('a chosen file is sent by its bytes; one that is too large is not', async () => {
  const sent = opened();
  await choose(new File([new Uint8Array(logoLimits.bytes + 1)], 'large.png', { type: 'image/png' }));
  expect(screen.getByRole('alert').textContent).toContain('larger than 256 kB');
  expect(sent).toEqual([]);
  await choose(new File([new Uint8Array([0xff, 0xd8, 0])], 'logo.jpg', { type: 'image/jpeg' }));
  await waitFor(() => expect(sent).toMatchObject([{ body: { content: '/9gA' } }]));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('a logo is shown from its own URL and can be removed', async () => {
  const sent = opened({ logo });
  expect(screen.getByRole<HTMLImageElement>('img', { name: 'Logo of Harbor Lane' }).src).toContain(
    'sha256=abc',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Remove logo' }));
  await waitFor(() => expect(sent).toMatchObject([{ call: 'DELETE /settings/logo' }]));
});

it('name and paper are sent as they changed, and are closed for everybody else', async () => {
  const sent = opened();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Paper of reports' }), 'A4');
  await userEvent.click(screen.getByRole('button', { name: 'Save 1 change' }));
  await waitFor(() => expect(sent).toMatchObject([{ body: { paper: 'A4' } }]));
});

it('settings are read-only without the permission to change them', () => {
  opened({ logo }, 'approver');
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name of your MSP' }).readOnly).toBe(true);
  expect(screen.queryByRole('button', { name: 'Remove logo' })).toBeNull();
});

import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { onStepUpAsked } from '../../../api/step-up.ts';
import { serve, Served } from '../../../context/served.fixture.tsx';
import { PeopleSection } from './people-section.tsx';
import { YourSignInSection } from '../security/your-sign-in-section.tsx';

const at = '2026-11-24T02:04:00.000Z';
const member = (id: string, name: string, disabledAt: string | null) => ({
  id, name, email: `${name}@harbor-lane.test`, role: 'viewer', createdAt: at, lastSeenAt: at, disabledAt,
  creator: null, temporaryPasswordUntil: null, hasSecondFactor: false, isConnected: false, roleFrom: null, breakGlass: false,
}); // prettier-ignore
const confirmFirst = {
  type: 'about:blank', title: 'Confirm it’s you', status: 403, code: 'StepUpRequired', detail: '', message: '', params: {},
  errors: [], requestId: 'r',
}; // prettier-ignore
const [active, disabled] = ['0b7f6c1e-2f0a-4b57-9f7d-1f6f0d1c2a01', '0b7f6c1e-2f0a-4b57-9f7d-1f6f0d1c2a02'];

it.each([
  ['of an active member', 'Riley', active],
  ['of a disabled member', 'Sam', disabled],
])('saves the data %s once the administrator has confirmed that it is them', async (_, name, id) => {
  let confirmed = false;
  serve({
    'GET /members?limit=500': () => [
      200,
      {
        items: [member(active, 'Riley', null), member(disabled, 'Sam', at)],
        nextCursor: null,
        total: 2,
        dataVersion: '1',
      },
    ],
    [`GET /members/${id}/data`]: () => (confirmed ? [200, { member: [{ name }] }] : [403, confirmFirst]),
  });
  const stop = onStepUpAsked((answered) => {
    confirmed = true;
    answered(true);
  });
  const files: Blob[] = [];
  URL.createObjectURL = (file) => `blob:${files.push(file as Blob)}`;
  URL.revokeObjectURL = () => undefined;
  const saved: HTMLAnchorElement[] = [];
  const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push(this);
  });
  try {
    render(
      <Served>
        <PeopleSection />
      </Served>,
    );
    await userEvent.click(await screen.findByRole('button', { name: `Actions for ${name}` }));
    await userEvent.click(screen.getByRole('menuitem', { name: 'Export data' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]).toMatchObject({ download: `member-${id}.json`, href: 'blob:1' });
    expect(files[0]?.size).toBe(JSON.stringify({ member: [{ name }] }).length);
  } finally {
    stop();
    click.mockRestore();
  }
});

it('offers people the file with their own data', () => {
  serve({});
  render(
    <Served>
      <YourSignInSection />
    </Served>,
  );
  const link = screen.getByRole('link', { name: 'Download' });
  expect([link.getAttribute('href'), link.hasAttribute('download')]).toEqual(['/api/v1/me/data', true]);
});

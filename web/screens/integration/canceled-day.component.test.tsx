import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { integrationKeys } from '../../api/integrations.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { CanceledDay } from './canceled-day.tsx';

it('changes whether the canceled day is billed, and is absent where lines end by their units', async () => {
  const sent = serve({});
  const page = (id: string) => (
    <Served
      known={[
        [integrationKeys.canceledDay('1'), { canceledDay: 'billed' }],
        [integrationKeys.canceledDay('2'), { canceledDay: null }],
      ]}
    >
      <CanceledDay integrationId={id} closed={null} />
    </Served>
  );
  const { unmount } = render(page('1'));
  await userEvent.selectOptions(screen.getByRole('combobox'), 'not-billed');
  await waitFor(() =>
    expect(sent.find(({ body }) => body !== undefined)?.body).toEqual({ canceledDay: 'not-billed' }),
  );
  unmount();
  render(page('2'));
  expect(screen.queryByRole('combobox')).toBeNull();
});

import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentProps, useState } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Asked = Partial<ComponentProps<typeof ConfirmDialog>>;

function asked(more: Asked = {}) {
  const answers: string[] = [];
  const Page = ({ later }: { readonly later?: Asked }) => {
    const [open, setOpen] = useState(true);
    if (!open) return null;
    return (
      <ConfirmDialog
        title="Disconnect?"
        confirm="Disconnect"
        onConfirm={() => answers.push('confirmed')}
        onClose={() => {
          answers.push('closed');
          setOpen(false);
        }}
        {...more}
        {...later}
      >
        <p>Nothing is read any more.</p>
      </ConfirmDialog>
    );
  };
  const { rerender } = render(<Page />);
  return {
    answers,
    becomes: (later: Asked) => rerender(<Page later={later} />),
    confirm: screen.getByRole('button', { name: 'Disconnect' }),
    why: () => screen.getByRole('button', { name: 'Disconnect' }).getAttribute('aria-describedby'),
  };
}

const line = (isOnline: boolean): void => {
  jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline);
  act(() => {
    globalThis.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
  });
};

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a question before what costs', () => {
  it('has its focus on Cancel, and is answered No by Escape', async () => {
    const { answers } = asked();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }));
    await userEvent.keyboard('{Escape}');
    expect(answers).toEqual(['closed']);
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('wants the name typed, says so, and then takes the press', async () => {
    const { answers, confirm } = asked({ typedName: 'Harbor Lane' });
    await userEvent.click(confirm);
    expect(screen.getByText('Type Harbor Lane to continue.')).toBeTruthy();
    await userEvent.type(screen.getByRole('textbox'), 'Harbor');
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(answers).toEqual([]);
    await userEvent.type(screen.getByRole('textbox'), ' Lane');
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(answers).toEqual(['confirmed']);
  });

  it('wants the box ticked', async () => {
    const { answers, confirm } = asked({ consent: 'I have read it' });
    await userEvent.click(confirm);
    expect(answers).toEqual([]);
    await userEvent.click(screen.getByRole('checkbox', { name: 'I have read it' }));
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(answers).toEqual(['confirmed']);
  });

  it('asks for the tick again once its text changes', async () => {
    const { answers, becomes } = asked({ consent: 'The month is not over' });
    await userEvent.click(screen.getByRole('checkbox'));
    becomes({ consent: 'The month is not over and 5 lines are open' });
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(answers).toEqual([]);
    expect(screen.getByText('Check the box to continue.')).toBeTruthy();
  });

  it('is closed while offline and says why, opens again with the connection, and stays open where nothing is sent', async () => {
    const { answers, confirm, why } = asked();
    line(false);
    await userEvent.click(confirm);
    expect(answers).toEqual([]);
    expect(document.getElementById(why() ?? '')?.textContent).toBe('Unavailable while you’re offline.');
    line(true);
    await userEvent.click(screen.getByRole('button', { name: 'Disconnect' }));
    expect(answers).toEqual(['confirmed']);
  });

  it('that sends nothing is answered while offline too', async () => {
    const { answers, confirm } = asked({ sends: false });
    line(false);
    await userEvent.click(confirm);
    expect(answers).toEqual(['confirmed']);
  });
});

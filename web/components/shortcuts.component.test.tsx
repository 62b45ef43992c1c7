import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { changeAppearance } from './theme.ts';
import { ShortcutProvider, useShortcuts, useShortcutSheet } from './shortcuts.tsx';

const pressed: string[] = [];
const runs = (name: string) => (): void => {
  pressed.push(name);
};

function Page({
  dialog = false,
  popover = false,
}: {
  readonly dialog?: boolean;
  readonly popover?: boolean;
}) {
  const openSheet = useShortcutSheet();
  useShortcuts([
    { keys: 'g r', words: 'Runs', group: 'Go to', run: runs('runs') },
    { keys: 'r', words: 'Read again', group: 'This page', run: runs('read again') },
    { keys: '?', words: 'Keys', group: 'This page', run: openSheet },
    { keys: 'Escape', words: 'Close', group: 'This page', run: runs('close') },
    { keys: 'F6', words: 'Next list', group: 'This page', run: runs('next list') },
    { keys: 'Shift+R', words: 'Refresh', group: 'This page', run: runs('refresh') },
    { keys: 'Mod+k', words: 'Jump', group: 'Go to', run: runs('jump'), inFields: true },
    { keys: 'm', words: 'Pick up, map', group: 'Lists', run: null },
  ]);
  return (
    <>
      <input aria-label="Name" />
      {dialog ? <div role="dialog">A question</div> : null}
      {popover ? (
        <div data-radix-popper-content-wrapper="">
          <div role="dialog">Filters</div>
        </div>
      ) : null}
    </>
  );
}

const shown = (dialog = false) =>
  render(
    <ShortcutProvider>
      <Page dialog={dialog} />
    </ShortcutProvider>,
  );

beforeEach(() => {
  pressed.length = 0;
});
afterEach(() => {
  act(() => {
    changeAppearance({ singleKeys: true });
  });
});

describe('shortcuts', () => {
  it('act by one key, by two in a row and with Shift; the second of two does not act by itself', async () => {
    shown();
    await userEvent.keyboard('r');
    await userEvent.keyboard('gr');
    await userEvent.keyboard('{Shift>}R{/Shift}');
    expect(pressed).toEqual(['read again', 'runs', 'refresh']);
  });

  it('leave letters to a field, but for those that no field has a use for', async () => {
    shown();
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    await userEvent.type(field, 'gr r');
    await userEvent.keyboard('{Control>}k{/Control}');
    expect(field.value).toBe('gr r');
    expect(pressed).toEqual(['jump']);
  });

  it('do nothing behind a dialog', async () => {
    shown(true);
    await userEvent.keyboard('r{Escape}');
    expect(pressed).toEqual([]);
  });

  it('do nothing next to a popover, but for those that no field has a use for', async () => {
    render(
      <ShortcutProvider>
        <Page popover />
      </ShortcutProvider>,
    );
    await userEvent.keyboard('r{Escape}{Control>}k{/Control}');
    expect(pressed).toEqual(['jump']);
  });

  it('mean the same letter beside Ctrl with capitals locked', async () => {
    shown();
    await userEvent.keyboard('{Control>}K{/Control}');
    expect(pressed).toEqual(['jump']);
  });

  it('still close and change lists while single keys are off, and open no sheet', async () => {
    shown();
    act(() => {
      changeAppearance({ singleKeys: false });
    });
    await userEvent.keyboard('r?gr{Escape}{F6}{Control>}k{/Control}');
    expect(pressed).toEqual(['close', 'next list', 'jump']);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('are all in the sheet, by group, with those that a list acts on', async () => {
    shown();
    await userEvent.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const text of ['Go to', 'Lists', 'Pick up, map', 'g, then r', 'Ctrl/⌘ k'])
      expect(sheet.textContent).toContain(text);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('end with the page that registered them', async () => {
    const { rerender } = shown();
    rerender(<ShortcutProvider>{null}</ShortcutProvider>);
    await userEvent.keyboard('r');
    expect(pressed).toEqual([]);
  });
});

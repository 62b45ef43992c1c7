import { shownStatus, transitions } from '../../domain/states.ts';
import { readText, section, tableRows } from './markdown.ts';

const document = readText('docs/lifecycle-and-states.md');

/** Machines whose states people see in this release, with the heading of their table. */
const shownMachines = {
  'integration-phase': '### Phases',
  'gate-status': '### States of an indicator',
  'sync-run': '### States of a run',
  'account-read': '### States of an account in a run',
  mapping: '### States of a mapping',
  'approval-line': '### States of an approved change',
} as const satisfies Partial<Record<keyof typeof transitions, string>>;

/** The cells of the first table below a heading. */
function cellsBelow(heading: string): readonly (readonly string[])[] {
  const [table = ''] = section(document, heading).trim().split('\n\n');
  return tableRows(table).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/lifecycle-and-states.md', () => {
  it.each(Object.entries(shownMachines))(
    'shows every state of %s with what it leads to, and no other',
    (machine, heading) => {
      const next: Readonly<Record<string, readonly string[]>> =
        transitions[machine as keyof typeof shownMachines];
      expect(cellsBelow(heading).map((cells) => [cells[0], cells.at(-1)])).toEqual(
        Object.entries(next).map(([from, to]) => [
          `\`${from}\``,
          to.length === 0 ? 'final' : to.map((state) => `\`${state}\``).join(', '),
        ]),
      );
    },
  );

  it('gives the status shown for every phase', () => {
    expect(cellsBelow('### Phases').map((cells) => cells.slice(0, 2))).toEqual(
      Object.entries(shownStatus).map(([phase, status]) => [`\`${phase}\``, `\`${status}\``]),
    );
  });
});

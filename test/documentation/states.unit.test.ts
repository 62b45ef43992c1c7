import { shownStatus, transitions } from '../../domain/states.ts';
import { readText, section, tableRow, tableRows } from './markdown.ts';

const document = readText('docs/lifecycle-and-states.md');

/** Machines whose moves people see in this release, with the heading of their table. */
const shownMachines = {
  'integration-phase': '### Moves between phases',
  'gate-status': '### Moves of an indicator',
  'sync-run': '### Moves of a run',
  'account-read': '### Moves of an account in a run',
  mapping: '### Moves of a mapping',
  'approval-line': '### Moves of an approved change',
} as const satisfies Partial<Record<keyof typeof transitions, string>>;

describe('docs/lifecycle-and-states.md', () => {
  it.each(Object.entries(shownMachines))('shows every move of %s, and no other', (machine, heading) => {
    const moves: Readonly<Record<string, readonly string[]>> =
      transitions[machine as keyof typeof shownMachines];
    const expected = Object.entries(moves).map(([from, to]) =>
      tableRow(`\`${from}\``, to.length === 0 ? 'final' : to.map((state) => `\`${state}\``).join(', ')),
    );
    expect(tableRows(section(document, heading))).toEqual(expected);
  });

  it('gives the status shown for every phase', () => {
    const rows = tableRows(section(document, '### Phases'));
    const shown = rows.map((row) =>
      row
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
    expect(shown).toEqual(
      Object.entries(shownStatus).map(([phase, status]) => [`\`${phase}\``, `\`${status}\``]),
    );
  });
});

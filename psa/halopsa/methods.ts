import type { WriteChoice } from '../../domain/write-back/write-methods.ts';

/** What may be posted (halopsa.md 6, 7); stored with what a connection chose. */
export const methods = { document: 'document', line: 'line', licence: 'licence' } as const;

/** Nobody has published what of these leaves all else as it was: none is used before it was proven (halopsa.md 7). */
export const writeChoices: readonly WriteChoice[] = [
  {
    id: 'by-hand',
    title: 'Lines whose quantity is kept by hand',
    holds: ({ keptIn }) => keptIn === undefined,
    methods: [
      {
        id: methods.document,
        name: 'The whole recurring invoice',
        note: 'Sends every line as it was just read, with one quantity changed. What somebody changes in the second between is lost.',
      },
      {
        id: methods.line,
        name: 'The line alone',
        note: 'Sends one line. Loses nothing of others, but practitioners warn of it without saying why.',
      },
    ],
  },
  {
    id: 'by-licence',
    title: 'Lines that follow a licence',
    holds: ({ keptIn }) => keptIn !== undefined,
    methods: [
      {
        id: methods.licence,
        name: 'The count of the licence',
        note: 'Sends the licence as it was just read, with another count, and waits until the line bills it. Only where the licence counts for this line alone and no distributor keeps it.',
      },
    ],
  },
];

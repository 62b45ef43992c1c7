import { message } from '../../messages/message.ts';
import type { WriteChoice } from '../../domain/write-back/write-methods.ts';

/** What may be posted (halopsa.md 6, 7); stored with what a connection chose. */
export const methods = { document: 'document', line: 'line', licence: 'licence' } as const;

/** How a line is created (halopsa.md 7.4). The marker is in `comment_1`, whichever it is. */
export const newLineMethods = { withDocument: 'new-with-document', alone: 'new-alone' } as const;

/** The chosen one, or the usual one. */
export const newLineMethodOf = (method: string | null): string => method ?? newLineMethods.withDocument;

/** Nobody has published what of these leaves all else as it was: none is used before it was proven (halopsa.md 7). */
export const writeChoices: readonly WriteChoice[] = [
  {
    id: 'by-hand',
    title: message('halopsa.method.by-hand'),
    of: 'existing-line',
    holds: ({ keptIn }) => keptIn === undefined,
    methods: [
      {
        id: methods.document,
        name: message('halopsa.method.document'),
        note: message('halopsa.method.document-note'),
      },
      {
        id: methods.line,
        name: message('halopsa.method.line'),
        note: message('halopsa.method.line-note'),
      },
    ],
  },
  {
    id: 'by-licence',
    title: message('halopsa.method.by-licence'),
    of: 'existing-line',
    holds: ({ keptIn }) => keptIn !== undefined,
    methods: [
      {
        id: methods.licence,
        name: message('halopsa.method.licence'),
        note: message('halopsa.method.licence-note'),
      },
    ],
  },
  {
    id: 'create',
    title: message('halopsa.method.create'),
    of: 'create-line',
    holds: () => false,
    methods: [
      {
        id: newLineMethods.withDocument,
        name: message('halopsa.method.new-with-document'),
        note: message('halopsa.method.new-with-document-note'),
      },
      {
        id: newLineMethods.alone,
        name: message('halopsa.method.new-alone'),
        note: message('halopsa.method.new-alone-note'),
      },
    ],
  },
];

import { z } from 'zod';
import { message } from '../../messages/message.ts';
import type { WriteChoice } from '../../domain/write-back/write-methods.ts';
import { id } from '../answer-fields.ts';

/** The field that holds the marker of a new addition (connectwise.md 7.3); stored with what an integration chose. */
export const markerPlaces = {
  serialNumber: 'serial-number',
  description: 'description',
  customField: 'custom-field',
} as const;

/** Of the custom field that can hold the marker. */
export const markerFieldCaption = 'Seatwise';

/** No source says whether serial numbers print on invoices, so the first creation proves the chosen field. */
export const writeChoices: readonly WriteChoice[] = [
  {
    id: 'create',
    title: message('connectwise.method.marker'),
    of: 'create-line',
    holds: () => false,
    methods: [
      {
        id: markerPlaces.serialNumber,
        name: message('connectwise.method.serial-number'),
        note: message('connectwise.method.serial-number-note'),
      },
      {
        id: markerPlaces.description,
        name: message('connectwise.method.description'),
        note: message('connectwise.method.description-note'),
      },
      {
        id: markerPlaces.customField,
        name: message('connectwise.method.custom-field'),
        note: message('connectwise.method.custom-field-note', { caption: markerFieldCaption }),
      },
    ],
  },
];

const withCustomFields = z.object({ customFields: z.array(z.unknown()) });
const customField = z.object({ id, caption: z.string() });

/** Returns the ID of the custom field that holds markers, which every addition lists, empty or not; `null`: it has none. */
export function markerFieldIn(row: unknown): string | null {
  const read = withCustomFields.safeParse(row);
  const fields = (read.data?.customFields ?? []).map((field) => customField.safeParse(field).data);
  return fields.find((field) => field?.caption.trim() === markerFieldCaption)?.id ?? null;
}

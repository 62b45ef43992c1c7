import { z } from 'zod';
import { message } from '../../messages/message.ts';
import type { WriteChoice } from '../../domain/write-back/write-methods.ts';
import { id } from '../answer-fields.ts';

/** Where the marker of a new addition stands (connectwise.md 7.3); stored with what a connection chose. */
export const markerPlaces = {
  serialNumber: 'serial-number',
  description: 'description',
  customField: 'custom-field',
} as const;

/** Of the custom field, where the marker stands in one. */
export const markerFieldCaption = 'Seatwise';

/** Nobody has published whether a serial number prints on invoices, so each place is proven by the first creation. */
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

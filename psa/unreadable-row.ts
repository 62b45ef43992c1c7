import { z } from 'zod';
import { type Message, message } from '../messages/message.ts';
import { type FieldFault, ownFaults } from './field-fault.ts';
import { requiredText } from './answer-fields.ts';

const ofKinds: Readonly<Record<string, FieldFault>> = {
  string: 'not-text',
  boolean: 'not-a-flag',
  array: 'not-a-list',
  object: 'not-an-object',
  record: 'not-an-object',
};

/** The `error` of each `safeParse` of a row: the checks of a schema itself go first. */
export function fieldFault(issue: {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly expected?: unknown;
}): FieldFault {
  if (issue.code !== 'invalid_type') return 'unexpected';
  return issue.input === undefined ? 'missing' : (ofKinds[String(issue.expected)] ?? 'unexpected');
}

/** Names the row by its ID, else by its name, and the fields by theirs; other values stay out, they may be anything. */
export function unreadableRow(
  row: unknown,
  record: Message,
  id: z.ZodType<string>,
  error: z.ZodError,
): Message {
  const faults = error.issues.map(({ path, message: fault }) =>
    message(`psas.field.${isFault(fault) ? fault : 'unexpected'}`, { field: path.join('.') }),
  );
  const byId = z.object({ id }).safeParse(row);
  if (byId.success) return message('psas.unreadable-record', { record, id: byId.data.id, faults });
  const name = nameOf(row);
  return name === null
    ? message('psas.unreadable-unnamed-record', { record, faults })
    : message('psas.unreadable-named-record', { record, name: name.slice(0, 60), faults });
}

const faults: readonly string[] = ['missing', ...Object.values(ofKinds), ...ownFaults];
const isFault = (fault: string): fault is FieldFault => faults.includes(fault);

function nameOf(row: unknown): string | null {
  const byName = z.object({ name: requiredText }).safeParse(row);
  if (byName.success) return byName.data.name;
  const byIdentifier = z.object({ identifier: requiredText }).safeParse(row);
  return byIdentifier.success ? byIdentifier.data.identifier : null;
}

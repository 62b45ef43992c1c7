import type { PsaRef } from '../scenario.ts';

/** A calendar day as ConnectWise writes it: midnight UTC (connectwise.md 6.3). */
export function midnight(day: string | null): string | null {
  return day === null ? null : `${day}T00:00:00Z`;
}

/** `{id, identifier, name, _info}` (connectwise.md 6). */
export function writeRef(ref: PsaRef, kind: string): Record<string, unknown> {
  return {
    id: ref.id,
    ...(ref.identifier === undefined ? {} : { identifier: ref.identifier }),
    name: ref.name,
    _info: { [`${kind}_href`]: null },
  };
}

/** Numbers may be null on the wire, but empty references and dates are left out. */
const nullable = new Set([
  'quantity',
  'lessIncluded',
  'billedQuantity',
  'unitPrice',
  'unitCost',
  'extPrice',
  'extCost',
]);

/** Leaves out what is empty, as ConnectWise does with references and dates. */
export function withoutAbsent(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).filter(([name, value]) => value !== null || nullable.has(name)),
  );
}

/** `fields=id,company/id`: only those; names it does not know are passed over (connectwise.md 4). */
export function selectFields(
  item: Record<string, unknown>,
  fields: readonly string[],
): Record<string, unknown> {
  if (fields.length === 0) return item;
  const selected: Record<string, unknown> = {};
  for (const path of fields) {
    const [name, inner] = path.split('/');
    if (name === undefined || !Object.hasOwn(item, name)) continue;
    const value = item[name];
    if (inner === undefined) {
      selected[name] = value;
    } else if (isRecord(value) && Object.hasOwn(value, inner)) {
      const before = selected[name];
      selected[name] = { ...(isRecord(before) ? before : {}), [inner]: value[inner] };
    }
  }
  return selected;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `_info.lastUpdated` of a change: whole seconds, as ConnectWise writes them, and later than the change before. */
export function nextTimestamp(before: string, now: Date): string {
  const seconds = Math.max(Math.floor(now.getTime() / 1_000), Math.floor(Date.parse(before) / 1_000) + 1);
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
}

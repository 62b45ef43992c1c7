import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { invalid, json, text } from './answers.ts';

/** An object as it was posted. */
export type Posted = Readonly<Record<string, unknown>>;

export const isPosted = (value: unknown): value is Posted =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was posted; a body that is no array of objects is rejected (halopsa.md 3.2). */
function postedIn(request: VendorRequest): readonly Posted[] | VendorAnswer {
  if (!/^application\/json\b/iu.test(request.headers['content-type'] ?? ''))
    return text(415, 'Unsupported Media Type');
  try {
    const body: unknown = JSON.parse(request.body.toString('utf8'));
    if (Array.isArray(body) && body.length > 0 && body.every(isPosted)) return body;
  } catch {
    // Told below: what is no JSON is no array either.
  }
  return invalid('The body must be an array of objects.');
}

/** Each posted object by itself, the first rejection ends it; the answer to an array of one is one object (halopsa.md 3.2). */
export function each(
  request: VendorRequest,
  take: (sent: Posted) => Record<string, unknown> | VendorAnswer,
): VendorAnswer {
  const objects = postedIn(request);
  if ('status' in objects) return objects;
  const written: unknown[] = [];
  for (const sent of objects) {
    const taken = take(sent);
    if (isRejection(taken)) return taken;
    written.push(taken);
  }
  return json(written.length === 1 ? written[0] : written, 201);
}

const isRejection = (taken: Record<string, unknown> | VendorAnswer): taken is VendorAnswer =>
  'status' in taken && 'body' in taken;

/** The name on the wire of each field that a post can set. */
export type WireNames<T> = Readonly<Partial<Record<keyof T, string>>>;

const isDay = (name: string): boolean => /date$/u.test(name);

/** Undefined where it is no day. */
function dayOf(value: unknown): string | null | undefined {
  const day = typeof value === 'string' ? /^\d{4}-\d\d-\d\d/u.exec(value)?.[0] : undefined;
  return day === '0001-01-01' ? null : day;
}

/** What a field becomes that was left out and is lost. */
const emptied = (value: unknown): unknown =>
  typeof value === 'number' ? 0 : typeof value === 'boolean' ? false : typeof value === 'string' ? '' : value;

/**
 * Sets the fields that were sent; the others are emptied where `loses`, but for days. Returns why a value is rejected,
 * or null.
 */
export function assign<T extends object>(
  target: T,
  sent: Posted,
  names: WireNames<T>,
  loses: boolean,
): string | null {
  for (const [field, name] of Object.entries(names) as [keyof T & string, string][]) {
    const before: unknown = target[field];
    if (!(name in sent)) {
      if (loses && !isDay(name)) Object.assign(target, { [field]: emptied(before) });
      continue;
    }
    const value = isDay(name) ? dayOf(sent[name]) : sent[name];
    if (value === undefined || (!isDay(name) && typeof value !== typeof before))
      return `The value of ${name} is not valid.`;
    Object.assign(target, { [field]: value });
  }
  return null;
}

import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';

/** The same for equal JSON, whatever the order of its keys. */
export const bodyHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');

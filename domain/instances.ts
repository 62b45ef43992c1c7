import { type Message, message } from '../messages/message.ts';
/**
 * Which instance of the PSA, and which parent of the vendor, an integration belongs to (RULES 14). IDs of one instance
 * mean something else in another, so nothing that is known of one may be used in another.
 */

/** `vendor`: the parent whose accounts are counted. */
export const instanceSides = ['psa', 'vendor'] as const;
export type InstanceSide = (typeof instanceSides)[number];

export interface Instance {
  /** The PSA's own ID; null: none is known. A vendor has none. */
  readonly id: string | null;
  /** Host name. */
  readonly address: string;
}

/** What an administrator is asked. */
export const instanceQuestionCodes = ['OtherInstance', 'AddressChanged'] as const;
export type InstanceQuestionCode = (typeof instanceQuestionCodes)[number];

export const instanceAnswers = ['moved', 'another'] as const;
export type InstanceAnswer = (typeof instanceAnswers)[number];

/** The answers that each question takes: what reports another ID cannot have moved. */
export const answersTo: Readonly<Record<InstanceQuestionCode, readonly InstanceAnswer[]>> = {
  OtherInstance: ['another'],
  AddressChanged: ['moved', 'another'],
};

/**
 * Compares what answered with what is kept; null: the same instance at the same address. Where either ID is unknown, the
 * address alone can differ.
 */
export function instanceDifference(kept: Instance, found: Instance): InstanceQuestionCode | null {
  if (kept.id !== null && found.id !== null && kept.id !== found.id) return 'OtherInstance';
  return kept.address === found.address ? null : 'AddressChanged';
}

/**
 * Whether a list of accounts or companies belongs to another parent or instance, whatever ID that reports. `shared`: how
 * many it has in common with the last list that was accepted; null: one of both is empty, which proves nothing.
 */
export const isOtherList = (shared: number | null): boolean => shared === 0;

/** For people: `harborlane at psa.example.com`. */
export const instanceWords = ({ id, address }: Instance): string =>
  id === null ? address : `${id} at ${address}`;

export const expectedKinds = ['company', 'agreement', 'line'] as const;

/** A record that a moved instance must show under the same ID and name. */
export interface ExpectedRecord {
  readonly kind: (typeof expectedKinds)[number];
  readonly id: string;
  /** Of a line: its product and agreement, by their IDs. */
  readonly name: string;
  /** The mapped company that it is expected for. */
  readonly companyId: string;
}

/** Such a record as it was read last. */
export interface KnownRecord extends ExpectedRecord {
  /** Listed, or of a line: read, since the move. */
  readonly isRead: boolean;
}

export interface ExpectedRecords {
  readonly records: readonly ExpectedRecord[];
}

/** The most differences that are kept and shown one by one. */
const shownDifferences = 20;

/**
 * What a complete read lacks of what was expected; empty: everything is there.
 * @param known the same records as they are known after it
 */
export function missingRecords(
  expected: readonly ExpectedRecord[],
  known: readonly KnownRecord[],
): readonly Message[] {
  const byKey = new Map(known.map((record) => [`${record.kind} ${record.id}`, record]));
  const missing = expected.flatMap(({ kind, id, name }): readonly Message[] => {
    const now = byKey.get(`${kind} ${id}`);
    if (now?.isRead === true && now.name === name) return [];
    const record =
      kind === 'line'
        ? message('instances.record.line', { id })
        : message(`instances.record.${kind}`, { id, name });
    if (now === undefined) return [message('instances.missing', { record })];
    if (!now.isRead) return [message('instances.unread', { record })];
    return [message('instances.renamed', { record, now: now.name })];
  });
  if (missing.length <= shownDifferences) return missing;
  return [
    ...missing.slice(0, shownDifferences),
    message('instances.more', { count: missing.length - shownDifferences }),
  ];
}

import { type Message, message } from '../../messages/message.ts';
import type { PsaLine } from '../psa-facts.ts';
import type { Day, DecimalText, Instant } from '../quantity.ts';
import type { NewLine } from '../decisions/change.ts';
import { lineNew } from './document.ts';
import { fieldValue, type LineField, lineFields, sameField, sameNumber } from '../decisions/line-fields.ts';
import type { ListedLine, ListedLines } from './listed-lines.ts';

/** A line that was sent to be created. */
export interface SentLine {
  readonly marker: string;
  readonly productId: string;
  /** Null: it gets them by a second write. */
  readonly units: DecimalText | null;
  /** IDs of all lines of the agreement right before. */
  readonly knownLineIds: readonly string[];
}

/** What became of a line that was sent to be created. */
export type CreationOutcome =
  | { readonly kind: 'created'; readonly line: PsaLine }
  | { readonly kind: 'conflict'; readonly detail: Message };

/**
 * What two complete lists of the agreement's lines, some seconds apart, say of a line whose creation was not answered
 * (RULES 16): one line with the marker, as approved, is ours; of several, the first, and the PSA carried the request out more
 * than once. Anything else is for a person, an empty result as well: the
 * request may still arrive, so it is never sent again.
 */
export function creationOutcome(
  sent: SentLine,
  [first, second]: readonly [readonly PsaLine[], readonly PsaLine[]],
): CreationOutcome {
  const [before, now] = [markedIn(first, sent.marker), markedIn(second, sent.marker)];
  const ids = [...new Set([...before, ...now].map(({ id }) => id))];
  if (ids.length > 1 && !now.every((one) => asApproved(sent, one).kind === 'created'))
    return conflict(message('write-back.created.several', { lines: ids }));
  if (ids.length > now.length && ids.length > 1)
    return conflict(message('write-back.created.several', { lines: ids }));
  const [line] = now.toSorted(byId);
  if (line !== undefined) return asApproved(sent, line);
  const [removed] = ids;
  return conflict(
    removed === undefined ? notFound(sent, second) : message('write-back.created.removed', { line: removed }),
  );
}

/** IDs of the PSA are numbers as text. */
const byId = (a: PsaLine, b: PsaLine): number => a.id.localeCompare(b.id, 'en', { numeric: true });

/** The lines that bear a marker. */
export const markedIn = (lines: readonly PsaLine[], marker: string): readonly PsaLine[] =>
  lines.filter((line) => line.marker === marker);

/** Lines of the same product that came with it: by another person, or as the PSA carried the request out twice. */
export const linesBeside = (
  { productId, knownLineIds }: Pick<SentLine, 'productId' | 'knownLineIds'>,
  created: PsaLine,
  lines: readonly PsaLine[],
): readonly PsaLine[] =>
  lines.filter(
    (line) =>
      line.productId === productId &&
      line.id !== created.id &&
      line.cancelledDate === null &&
      !knownLineIds.includes(line.id),
  );

/** Is a line the one that was created, whatever units it has? */
export const isCreated = (
  { marker, productId }: Pick<SentLine, 'marker' | 'productId'>,
  line: PsaLine,
): boolean => line.marker === marker && line.productId === productId;

/** Is a line with the marker the one that was approved? */
export function asApproved(
  { productId, units }: Pick<SentLine, 'productId' | 'units'>,
  line: PsaLine,
): CreationOutcome {
  const differences = [
    ...differing('productId', productId, line.productId),
    ...(units === null ? [] : differing('quantity', units, line.quantity)),
  ];
  return differences.length === 0
    ? { kind: 'created', line }
    : conflict(message('write-back.created.otherwise', { line: line.id, differences }));
}

/** A person may have added a line of the product meanwhile, or the PSA lost the marker. */
function notFound({ productId, knownLineIds }: SentLine, lines: readonly PsaLine[]): Message {
  const added = lines.filter(
    (line) => line.productId === productId && line.marker === undefined && !knownLineIds.includes(line.id),
  );
  return added.length === 0
    ? message('write-back.created.not-found')
    : message('write-back.created.unmarked', {
        lines: added.map(({ id, quantity }) => lineNew(id, quantity)),
      });
}

const conflict = (detail: Message): CreationOutcome => ({ kind: 'conflict', detail });

function differing(field: LineField, approved: string | null, now: string | null): readonly Message[] {
  if (sameField(field, approved, now)) return [];
  return [
    message('write-back.difference', {
      field: message(`write-back.field.${lineFields[field]}`),
      before: fieldValue(field, approved),
      after: fieldValue(field, now),
    }),
  ];
}

/** A list as it is kept for the person who decides. */
export const listOf = (lines: readonly PsaLine[], readAt: Instant): ListedLines => ({
  readAt,
  lines: lines.map(
    ({ id, productId, productIdentifier, quantity, effectiveDate, cancelledDate, marker = null }): ListedLine => ({
      id, productId, productIdentifier, quantity, effectiveDate, cancelledDate, marker,
    }),
  ),
}); // prettier-ignore

/**
 * Where a line that was created differs from what was approved (RULES 16): price, billing option, first billed day, an end.
 * What was not approved explicitly, or what the PSA does not say, differs from nothing.
 */
export function differencesOfCreated(
  { unitPrice, catalogPrice, firstBilledDay, billingOption }: NewLine,
  line: PsaLine,
): readonly Message[] {
  const said = (field: LineField, approved: string | null, now: string | null): readonly Message[] =>
    approved === null || now === null ? [] : differing(field, approved, now);
  return [
    ...said('unitPrice', unitPrice ?? catalogPrice, line.unitPrice),
    ...said('billCustomer', billingOption, line.billCustomer),
    ...said('effectiveDate', firstBilledDay, line.effectiveDate),
    ...differing('cancelledDate', null, line.cancelledDate),
  ];
}

/** Units of a line by day; none are 0. */
export interface UnitsAround {
  /** The most that it has on any earlier day. */
  readonly before: DecimalText;
  /** On the day itself, what is booked for it included. */
  readonly on: DecimalText;
}

/** What follows from the units that the PSA itself gave a new line. `done`: it has those that were approved. */
export type SecondStep =
  | { readonly kind: 'send'; readonly before: DecimalText }
  | { readonly kind: 'done' }
  | { readonly kind: 'conflict'; readonly detail: Message };

/**
 * What is left to do with a line that was created without its units (RULES 16). The PSA gives it none or one, from some
 * day on. Units before the first billed day would be billed as well, and others were not given by this creation.
 *
 * @param units approved, from the first billed day on
 */
export function secondStep(
  { before, on }: UnitsAround,
  { line, day, units }: { readonly line: string; readonly day: Day; readonly units: DecimalText },
): SecondStep {
  if (!sameNumber(before, '0'))
    return {
      kind: 'conflict',
      detail: message('write-back.created.units-before', { line, day, found: before, units }),
    };
  if (sameNumber(on, units)) return { kind: 'done' };
  return sameNumber(on, '0') || sameNumber(on, '1')
    ? { kind: 'send', before: on }
    : {
        kind: 'conflict',
        detail: message('write-back.created.units-otherwise', { line, day, found: on, units }),
      };
}

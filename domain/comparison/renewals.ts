import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { type Day, decimal } from '../quantity.ts';
import type { AssessedLine } from './assessed-line.ts';

/**
 * A renewal is a new agreement that begins on the day after the former one ends (RULES 3). Its line continues the only
 * line of the same product and company that is billed until then, for good, and takes its place once no period of the
 * former agreement is left in which a change could act: what is billed now is then continued, and the renewal's line is
 * the one that changes. Only where changes name a day: elsewhere a change acts on an invoice, whichever agreement it is of.
 */
export function withRenewals(lines: readonly AssessedLine[], today: Day): readonly AssessedLine[] {
  const formerOf = formerLines(lines, today);
  if (formerOf.size === 0) return lines;
  const continued = new Map(
    [...formerOf]
      .filter(([, former]) => former.status === 'live' && cannotChange(former))
      .map(([renewal, former]) => [former, renewal]),
  );
  return lines.map((assessed) => {
    const former = formerOf.get(assessed);
    const line = former === undefined ? assessed : { ...assessed, continues: idsBefore(assessed, formerOf) };
    const renewal = continued.get(assessed);
    if (renewal !== undefined)
      return { ...line, status: 'continued', notLiveReason: continuedReason(line, renewal) };
    return former !== undefined && continued.has(former)
      ? { ...line, status: 'live', notLiveReason: null }
      : line;
  });
}

/** Renewal → the line that it continues, where neither has a second one. */
function formerLines(lines: readonly AssessedLine[], today: Day): ReadonlyMap<AssessedLine, AssessedLine> {
  const beginning = byPlace(
    lines.filter((line) => begins(line, today)),
    (line) => placeOf(line, line.line.effectiveDate),
  );
  const found = new Map<AssessedLine, AssessedLine>();
  if (beginning.size === 0) return found;
  const ending = byPlace(
    lines.filter((line) => line.agreement?.endDate != null && isBilledToItsEnd(line, today)),
    (line) => placeOf(line, addDays(line.agreement?.endDate ?? today, 1)),
  );
  for (const [place, formers] of ending) {
    const renewals = beginning.get(place) ?? [];
    for (const renewal of renewals) {
      const former = only(formers.filter((line) => isOther(line, renewal)));
      if (former !== null && only(renewals.filter((line) => isOther(line, former))) !== null)
        found.set(renewal, former);
    }
  }
  return found;
}

function byPlace(
  lines: readonly AssessedLine[],
  keyOf: (line: AssessedLine) => string,
): ReadonlyMap<string, readonly AssessedLine[]> {
  const byKey = new Map<string, AssessedLine[]>();
  for (const line of lines) {
    const key = keyOf(line);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [line]);
    else known.push(line);
  }
  return byKey;
}

const placeOf = ({ companyId, line }: AssessedLine, begins: Day | null): string =>
  JSON.stringify([companyId, line.productId, begins]);

const isOther = (a: AssessedLine, b: AssessedLine): boolean => a.line.agreementId !== b.line.agreementId;

/** Also one that has begun. */
const begins = (line: AssessedLine, today: Day): boolean =>
  line.agreement?.dated != null &&
  (line.status === 'future' ? line.usability?.usable === true : isBilledToItsEnd(line, today));

/** It is live, or was until its agreement ended. */
const isBilledToItsEnd = ({ line, status, agreement }: AssessedLine, today: Day): boolean =>
  status === 'live' ||
  (status === 'unusable-agreement' &&
    agreement?.over === null &&
    agreement.endDate !== null &&
    agreement.endDate < today &&
    // Else two lines could continue each other.
    (line.effectiveDate ?? '') <= agreement.endDate);

function idsBefore(line: AssessedLine, formerOf: ReadonlyMap<AssessedLine, AssessedLine>): readonly string[] {
  const former = formerOf.get(line);
  return former === undefined ? [] : [former.line.id, ...idsBefore(former, formerOf)];
}

/** No open period of its agreement begins after today. */
const cannotChange = ({ usability }: AssessedLine): boolean => usability?.nextInvoiceDate === null;

function continuedReason({ line, agreement }: AssessedLine, renewal: AssessedLine): Message {
  const params = { until: agreement?.endDate ?? '', line: renewal.line.id };
  return line.quantity === null
    ? message('usage.not-live.continued', params)
    : message('usage.not-live.continued-units', { ...params, quantity: decimal(line.quantity).toFixed() });
}

const only = <T>(found: readonly T[]): T | null => (found.length === 1 ? (found[0] ?? null) : null);

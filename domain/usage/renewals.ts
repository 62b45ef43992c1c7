import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { decimal } from '../quantity.ts';
import type { AssessedLine } from './assessed-line.ts';

/**
 * A renewal is a new agreement that begins on the day after the former one ends (RULES 3). Its line continues the only
 * live line of the same product and company there, and takes its place once no period of the former agreement is left in
 * which a change could act: what is billed now is then continued, and the renewal's line is the one that changes. Only
 * where changes name a day: elsewhere a change acts on an invoice, whichever agreement it is of.
 */
export function withRenewals(lines: readonly AssessedLine[]): readonly AssessedLine[] {
  const pairs = lines.flatMap((renewal) => {
    if (!begins(renewal)) return [];
    const former = only(lines.filter((line) => isContinuedBy(line, renewal)));
    if (former === null) return [];
    const renewals = lines.filter((line) => begins(line) && isContinuedBy(former, line));
    return renewals.length === 1 ? [{ former, renewal }] : [];
  });
  if (pairs.length === 0) return lines;
  const continued = new Map(
    pairs.filter(({ former }) => cannotChange(former)).map(({ former, renewal }) => [former, renewal]),
  );
  const formerOf = new Map(pairs.map(({ former, renewal }) => [renewal, former]));
  return lines.map((line) => {
    const renewal = continued.get(line);
    if (renewal !== undefined)
      return { ...line, status: 'continued', notLiveReason: continuedReason(line, renewal) };
    const former = formerOf.get(line);
    if (former === undefined) return line;
    const continues = former.line.id;
    return continued.has(former)
      ? { ...line, status: 'live', notLiveReason: null, continues }
      : { ...line, continues };
  });
}

const begins = ({ status, usability, agreement }: AssessedLine): boolean =>
  status === 'future' && usability?.usable === true && agreement?.dated != null;

function isContinuedBy(former: AssessedLine, renewal: AssessedLine): boolean {
  const { line, agreement, status, companyId } = former;
  const from = renewal.line.effectiveDate;
  return (
    status === 'live' &&
    companyId === renewal.companyId &&
    line.productId === renewal.line.productId &&
    line.agreementId !== renewal.line.agreementId &&
    from !== null &&
    agreement?.endDate === addDays(from, -1)
  );
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

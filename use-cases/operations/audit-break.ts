import { RowsAheadDetail } from '../../contracts/stored/rows-ahead.ts';
import type { AuditFinding } from '../../db/audit/audit-findings.ts';
import type { AuditVerification } from '../../db/audit/audit-verification.ts';
import { type Message, message, sentences } from '../../messages/message.ts';

/** A signed checkpoint that is not here may stand where another process writes: only `seatwise audit verify` sees all of them. */
const mayBeElsewhere: readonly AuditFinding['kind'][] = ['anchor-missing'];

/** Rows ahead of their time that one notice names. */
const mostNamed = 50;

/** What the notice of a broken chain says. Null: the chain is whole, or each finding is answered. */
export function describeBreak({ findings, furtherFindings }: AuditVerification): Message | null {
  const here = findings.filter(({ kind }) => !mayBeElsewhere.includes(kind));
  const ahead = here.flatMap(({ kind, seq }) => (kind === 'future' && seq !== null ? [seq] : []));
  const others = here.filter(({ kind }) => kind !== 'future');
  const told = [
    ...describeOthers(others, furtherFindings),
    ...(ahead.length === 0
      ? []
      : [message('notices.audit-rows-ahead', { count: ahead.length, rows: ahead.slice(0, mostNamed) })]),
  ];
  return sentences(told);
}

function describeOthers(others: readonly AuditFinding[], further: number): readonly Message[] {
  const [first] = others;
  if (first === undefined) return [];
  const { seq, detail: finding } = first;
  const count = others.length + further;
  return seq === null
    ? [message('notices.audit-finding', { count, finding })]
    : [message('notices.audit-finding-at', { count, row: seq, finding })];
}

/**
 * Returns the rows ahead of their time that a notice names; `isAll`: it reports nothing else.
 *
 * @param detail of the notice, as stored by {@link describeBreak}
 */
export const rowsAheadIn = (detail: unknown): { readonly rows: readonly string[]; readonly isAll: boolean } =>
  RowsAheadDetail.parse(detail);

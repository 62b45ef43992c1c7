import type { PsaAddition, Scenario } from '../scenario.ts';

/** Where a line is read and written: what faults and moments name as `path`. */
export function linePath(
  { connectwise }: Pick<Scenario, 'connectwise'>,
  line: Pick<PsaAddition, 'agreementId' | 'id'>,
): string {
  return `/${connectwise.codebase}apis/3.0/finance/agreements/${line.agreementId}/additions/${line.id}`;
}

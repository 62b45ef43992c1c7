import type { AssessedLine } from './line-assessment.ts';

/** Live lines on child agreements, by the id of the parent agreement. */
export function linesByParent(
  assessed: readonly AssessedLine[],
): ReadonlyMap<string, readonly AssessedLine[]> {
  const byParent = new Map<string, AssessedLine[]>();
  for (const line of assessed) {
    const parentId = line.agreement?.parentAgreementId ?? null;
    if (parentId === null || line.status !== 'live') continue;
    const known = byParent.get(parentId);
    if (known === undefined) byParent.set(parentId, [line]);
    else known.push(line);
  }
  return byParent;
}

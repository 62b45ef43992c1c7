import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database } from '../../db/model/database.ts';
import { compositionInput } from '../../db/usage/composition-input.ts';
import { storedUsageLines } from '../../db/usage/usage-lines.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { sameUsage } from '../../domain/usage/same-usage.ts';
import type { SystemViolation } from './system-violation.ts';

/** Lines as they stand, and as the whole composition of the same rows makes them. */
export interface CompositionFacts {
  readonly stored: readonly ComposedLine[];
  readonly whole: readonly ComposedLine[];
}

/** Every integration in use, each as one snapshot. */
export async function readCompositions(db: Database): Promise<readonly CompositionFacts[]> {
  const rows = await db
    .selectFrom('integration')
    .select(['tenantId', 'id'])
    .where('phase', 'in', ['active', 'paused', 'needs-attention'])
    .execute();
  return Promise.all(
    rows.map(({ tenantId, id: integrationId }) => readComposition(db, { tenantId, integrationId })),
  );
}

const readComposition = (db: Database, key: IntegrationKey): Promise<CompositionFacts> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const input = await compositionInput(tx, key, new Date(), null);
      const stored = await storedUsageLines(tx, key, null);
      return {
        stored: stored.map(({ composed }) => composed),
        whole: input === null ? [] : composeUsage(input),
      };
    });

/** However the stored lines came to be, group by group, they are those of the whole composition. Pure. */
export function judgeComposition({ stored, whole }: CompositionFacts): readonly SystemViolation[] {
  const byGroup = new Map(stored.map((line) => [line.groupKey, line]));
  const groups = new Set(whole.map(({ groupKey }) => groupKey));
  const differs = (line: ComposedLine): string | null => {
    const kept = byGroup.get(line.groupKey);
    if (kept === undefined) return 'is not stored';
    return sameUsage(kept, line) ? null : `is stored as ${shown(kept)}`;
  };
  return [
    ...whole.flatMap((line) => {
      const words = differs(line);
      return words === null ? [] : [violation(`${line.groupKey}: ${shown(line)} ${words}`)];
    }),
    ...stored
      .filter(({ groupKey }) => !groups.has(groupKey))
      .map((line) => violation(`${line.groupKey}: ${shown(line)} is stored, and nothing makes it`)),
  ];
}

const violation = (words: string): SystemViolation => ({ kind: 'composition-differs', words });

const shown = ({ kind, reason, vendorQuantity, psaQuantity }: ComposedLine): string =>
  `${kind} (${reason}), ${vendorQuantity ?? 'none'} against ${psaQuantity ?? 'none'}`;

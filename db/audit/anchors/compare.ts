import type { SignedCheckpoint } from '../signed-checkpoint.ts';
import type { AddFinding, AuditFinding } from '../audit-findings.ts';
import type { KeyRing } from '../../secrets/key-ring.ts';
import { type AuditAnchor, digestOf, isAnchorSignedBy } from './anchor.ts';

/** What the anchors of a tenant say of its chain. */
export interface ComparedAnchors {
  /** How many were compared. */
  readonly compared: number;
  /** Up to this position the rows are what was written outside the database; 0: none is known. */
  readonly provenTo: number;
  readonly newest: Pick<AuditAnchor, 'counter' | 'position' | 'signedAt'> | null;
  /** Where the chain went on after a restore or a move, and how many signed checkpoints were given up by that. */
  readonly starts: readonly {
    readonly because: 'restored' | 'moved';
    readonly at: string;
    readonly detail: string;
    readonly givenUp: number;
  }[];
}

export interface AnchorComparison {
  /** In the order of positions. */
  at(position: number, hash: string): void;
  /** After the last checkpoint. */
  end(signed: SignedCheckpoint | null, lastPosition: number, now: Date): ComparedAnchors;
}

/** Until then a signed checkpoint may not be written outside yet. */
const anchoredWithinMs = 5 * 60_000;

/** @param anchors of the tenant, in the order of their counters. */
export function compareAnchors(
  keyRing: KeyRing,
  anchors: readonly AuditAnchor[],
  add: AddFinding,
): AnchorComparison {
  const finding = (kind: AuditFinding['kind'], position: number | null, detail: string): void => {
    add({ kind, seq: null, position, detail });
  };
  const starts = anchors.flatMap(({ start, counter }) => (start === null ? [] : [{ ...start, counter }]));
  const isGivenUp = ({ counter }: AuditAnchor): boolean =>
    starts.some((start) => start.fromCounter < counter && counter < start.counter);
  const live = vouchedFor(
    keyRing,
    anchors.filter((anchor) => !isGivenUp(anchor)),
    finding,
  );
  findGaps(live, finding);
  const byPosition = new Map<number, AuditAnchor[]>();
  for (const anchor of live)
    byPosition.set(anchor.position, [...(byPosition.get(anchor.position) ?? []), anchor]);
  const differing: AuditAnchor[] = [];
  let provenTo = 0;

  return {
    at(position, hash) {
      for (const anchor of byPosition.get(position) ?? [])
        if (anchor.hash !== hash) differing.push(anchor);
        else if (differing.length === 0) provenTo = position;
    },
    end(signed, lastPosition, now) {
      const [first] = differing;
      if (first !== undefined) finding('anchor', first.position, saysOtherwise(first, differing.length - 1));
      const newest = live.at(-1) ?? null;
      const behind = isBehind(newest, signed, lastPosition);
      if (behind !== null) finding('set-back', lastPosition, behind);
      else {
        const missing = newestMissing(live, signed, now);
        if (missing !== null) finding('anchor-missing', lastPosition, missing);
      }
      return {
        compared: live.length,
        provenTo,
        newest,
        starts: starts.map((start) => ({
          because: start.because,
          at: start.at,
          detail: start.detail,
          givenUp: anchors.filter(({ counter }) => start.fromCounter < counter && counter < start.counter)
            .length,
        })),
      };
    },
  };
}

type Notify = (kind: AuditFinding['kind'], position: number | null, detail: string) => void;

/**
 * Those that are ours: signed under the present key, or named by one that is, with the SHA-256 of its line. So a rotation
 * of the key leaves the anchors before it proven.
 */
function vouchedFor(keyRing: KeyRing, anchors: readonly AuditAnchor[], finding: Notify): AuditAnchor[] {
  const named = new Set<string>();
  const ours: AuditAnchor[] = [];
  for (const anchor of [...anchors].reverse()) {
    if (isAnchorSignedBy(keyRing, anchor) || named.has(digestOf(anchor))) {
      if (anchor.before !== null) named.add(anchor.before.digest);
      ours.unshift(anchor);
    } else if (anchor.keyVersion === keyRing.version)
      finding('anchor', anchor.position, `the signature of signed checkpoint ${anchor.counter} is not ours`);
    else
      finding(
        'anchor',
        anchor.position,
        `signed checkpoint ${anchor.counter} was signed under version ${anchor.keyVersion} of the master key, and no later one vouches for it`,
      );
  }
  return ours;
}

/** Each names the one that was written before it; where the chain was told to start, that may stand elsewhere. */
function findGaps(live: readonly AuditAnchor[], finding: Notify): void {
  const known = new Set(live.map(digestOf));
  const counters = new Set<number>();
  for (const { before, start, position, counter } of live) {
    if (before !== null && start === null && !known.has(before.digest))
      finding(
        'anchor-missing',
        position,
        `signed checkpoint ${before.counter} was written outside the database and is gone`,
      );
    if (counters.has(counter))
      finding(
        'anchor',
        position,
        `two signed checkpoints have the counter ${counter}: the chain was restarted`,
      );
    counters.add(counter);
  }
}

const saysOtherwise = ({ counter, signedAt, position }: AuditAnchor, further: number): string =>
  `signed checkpoint ${counter} of ${signedAt} stands outside the database with another hash of position ${position}` +
  `${further === 0 ? '' : `, and ${further} later ones differ too`}: rows up to there were changed and got new checkpoints`;

function isBehind(
  newest: AuditAnchor | null,
  signed: SignedCheckpoint | null,
  lastPosition: number,
): string | null {
  const counter = signed?.counter ?? 0;
  if (newest === null || (newest.counter <= counter && newest.position <= lastPosition)) return null;
  return (
    `signed checkpoint ${newest.counter} of ${newest.signedAt} at position ${newest.position} stands outside the database, which ends at ` +
    `signed checkpoint ${counter}, position ${lastPosition}: its end was cut off, it was rolled back, or restarted`
  );
}

function newestMissing(
  live: readonly AuditAnchor[],
  signed: SignedCheckpoint | null,
  now: Date,
): string | null {
  if (signed === null || live.some(({ counter }) => counter === signed.counter)) return null;
  if (now.getTime() - signed.signedAt.getTime() <= anchoredWithinMs) return null;
  return live.length === 0
    ? 'no signed checkpoint of this audit stands outside the database: nothing is proven against its owner'
    : `signed checkpoint ${signed.counter}, the newest, does not stand outside the database: nothing since the one before is proven against its owner`;
}

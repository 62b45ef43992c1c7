import { message, type Message } from '../../../messages/message.ts';
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
  const finding = (kind: AuditFinding['kind'], position: number | null, detail: Message): void => {
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

type Notify = (kind: AuditFinding['kind'], position: number | null, detail: Message) => void;

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
      finding(
        'anchor',
        anchor.position,
        message('audit-chain.anchor-signature', { checkpoint: anchor.counter }),
      );
    else
      finding(
        'anchor',
        anchor.position,
        message('audit-chain.anchor-of-other-key', {
          checkpoint: anchor.counter,
          version: anchor.keyVersion,
        }),
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
        message('audit-chain.anchor-missing', { checkpoint: before.counter }),
      );
    if (counters.has(counter))
      finding('anchor', position, message('audit-chain.two-of-one-number', { checkpoint: counter }));
    counters.add(counter);
  }
}

const saysOtherwise = ({ counter, signedAt, position }: AuditAnchor, further: number): Message =>
  message('audit-chain.other-hash', { checkpoint: counter, at: signedAt, position, further });

function isBehind(
  newest: AuditAnchor | null,
  signed: SignedCheckpoint | null,
  lastPosition: number,
): Message | null {
  const counter = signed?.counter ?? 0;
  if (newest === null || (newest.counter <= counter && newest.position <= lastPosition)) return null;
  return message('audit-chain.set-back', {
    checkpoint: newest.counter,
    at: newest.signedAt,
    position: newest.position,
    present: counter,
    last: lastPosition,
  });
}

function newestMissing(
  live: readonly AuditAnchor[],
  signed: SignedCheckpoint | null,
  now: Date,
): Message | null {
  if (signed === null || live.some(({ counter }) => counter === signed.counter)) return null;
  if (now.getTime() - signed.signedAt.getTime() <= anchoredWithinMs) return null;
  return live.length === 0
    ? message('audit-chain.no-anchor')
    : message('audit-chain.newest-not-anchored', { checkpoint: signed.counter });
}

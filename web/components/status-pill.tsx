import {
  ArrowDown, ArrowUp, Ban, CheckCheck, Circle, CircleCheck, CircleDashed, CircleDot, CircleSlash2, Clock, Contrast, Copy,
  Equal, LoaderCircle, type LucideIcon, Minus, OctagonAlert, Pause, Plus, Send, ShieldAlert, TriangleAlert, Undo2,
} from 'lucide-react'; // prettier-ignore

type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'held' | 'mute';

/** A state's word with its glyph and tone; word and glyph always stand together (console.md 1). */
const marks: Readonly<Record<string, readonly [LucideIcon, Tone]>> = {
  active: [CircleCheck, 'ok'],
  succeeded: [CircleCheck, 'ok'],
  approved: [CircleCheck, 'ok'],
  verified: [CircleCheck, 'ok'],
  mapped: [CircleCheck, 'ok'],
  counted: [CircleCheck, 'ok'],
  confirmed: [CheckCheck, 'ok'],
  increase: [ArrowUp, 'info'],
  new: [Plus, 'info'],
  sending: [Send, 'info'],
  running: [LoaderCircle, 'info'],
  pending: [CircleDot, 'info'],
  proposed: [CircleDot, 'info'],
  unmapped: [TriangleAlert, 'warn'],
  decrease: [ArrowDown, 'warn'],
  orphan: [CircleSlash2, 'warn'],
  'billed-twice': [Copy, 'warn'],
  partial: [Contrast, 'warn'],
  warned: [TriangleAlert, 'warn'],
  choice: [TriangleAlert, 'warn'],
  incomplete: [TriangleAlert, 'warn'],
  unknown: [TriangleAlert, 'warn'],
  'bills-nothing': [TriangleAlert, 'warn'],
  'no-account': [CircleSlash2, 'warn'],
  'not-read': [CircleDashed, 'warn'],
  revert: [Undo2, 'warn'],
  error: [OctagonAlert, 'bad'],
  failed: [OctagonAlert, 'bad'],
  rejected: [OctagonAlert, 'bad'],
  conflict: [OctagonAlert, 'bad'],
  held: [ShieldAlert, 'held'],
  'on-hold': [Pause, 'held'],
  match: [Equal, 'mute'],
  unchanged: [Equal, 'mute'],
  open: [Circle, 'mute'],
  waiting: [Clock, 'mute'],
  queued: [Clock, 'mute'],
  stale: [Clock, 'mute'],
  scheduled: [Clock, 'mute'],
  vanished: [CircleSlash2, 'warn'],
  included: [TriangleAlert, 'warn'],
  dismissed: [Minus, 'mute'],
  joined: [Minus, 'mute'],
  gone: [Minus, 'mute'],
  excluded: [Ban, 'mute'],
  canceled: [Ban, 'mute'],
  paused: [Pause, 'mute'],
  inactive: [CircleDashed, 'mute'],
};

const text: Readonly<Record<Tone, string>> = {
  ok: 'text-ok', info: 'text-info', warn: 'text-warn', bad: 'text-bad', held: 'text-held', mute: 'text-mute',
}; // prettier-ignore
const mark: Readonly<Record<Tone, string>> = {
  ok: 'text-ok-mark', info: 'text-info-mark', warn: 'text-warn-mark', bad: 'text-bad-mark', held: 'text-held-mark',
  mute: 'text-mute-mark',
}; // prettier-ignore
const tint: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok-tint', info: 'bg-info-tint', warn: 'bg-warn-tint', bad: 'bg-bad-tint', held: 'bg-held-tint',
  mute: 'bg-mute-tint',
}; // prettier-ignore

/** `inRow`: glyph and word alone, as table rows want it; else a tinted pill. `state` decides the glyph. */
export function StatusPill({
  state,
  words,
  inRow = false,
}: {
  readonly state: string;
  readonly words: string;
  readonly inRow?: boolean;
}) {
  const [Glyph, tone] = marks[state] ?? ([Circle, 'mute'] as const);
  return (
    <span
      className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap ${text[tone]} ${inRow ? '' : `rounded-full px-2 py-0.5 text-label font-medium ${tint[tone]}`}`}
    >
      <Glyph
        size={inRow ? 16 : 14}
        aria-hidden
        className={`shrink-0 ${mark[tone]} ${state === 'running' ? 'animate-spin' : ''}`}
      />
      {words}
    </span>
  );
}

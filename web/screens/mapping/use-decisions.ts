import {
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { MappingDecision } from '../../../contracts/api/commands.ts';
import { mappingCommands, type SavingPhase, type Settled } from '../../api/mapping-commands.ts';
import { useSession } from '../../api/session.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { consoleMapping } from '../../../messages/generated/console-mapping.ts';

/** Decisions that belong together, as one row needs them. */
export interface Decided {
  readonly decisions: readonly MappingDecision[];
  /** What takes them back; empty: nothing does. */
  readonly undo: readonly MappingDecision[];
}

export interface UndoEntry extends Decided {
  readonly words: string;
}

/** Rows in one command (architecture.md 3). */
const most = 100;
const mostUndos = 20;

/** The row a decision is about. */
export const subjectOf = (decision: MappingDecision): string =>
  decision.kind === 'account'
    ? decision.vendorId
    : decision.kind === 'service'
      ? decision.psaId
      : decision.psaLineId;

interface Listener {
  /** Taken, in the order they were applied. */
  readonly onApplied: (decisions: readonly MappingDecision[]) => void;
  /** Says why, for the row; may read the row again. */
  readonly onRejected: (subject: string, detail: string, code: string | null) => void;
  /** "42 of 60 mapped", after it was applied. */
  readonly status: () => string;
}

export interface Decisions {
  /** How far each is, by its subject. */
  readonly saving: ReadonlyMap<string, SavingPhase>;
  readonly decide: (
    items: readonly Decided[],
    words: { readonly saving: string; readonly saved: (count: number) => string },
  ) => void;
  readonly undo: (entry: UndoEntry) => void;
  readonly lastUndo: UndoEntry | null;
  /** Was this command sent by this page? */
  readonly isOwn: (commandId: string) => boolean;
}

/** Sends decisions and follows them to their receipts; rows ask it what is being saved. */
export function useDecisions(integrationId: string, listener: Listener): Decisions {
  const { member } = useSession();
  const commands = mappingCommands(integrationId, member.id);
  const pending = useSyncExternalStore(commands.subscribe, commands.pending);
  const { say, alert } = useAnnouncer();
  const toast = useToast();
  const text = useTexts(consoleMapping);
  const [undos, setUndos] = useState<readonly UndoEntry[]>([]);
  const undone = useRef<(entry: UndoEntry) => void>(() => undefined);

  const saving = useMemo(() => {
    const phases = new Map<string, SavingPhase>();
    for (const { decisions, phase } of pending)
      for (const decision of decisions) phases.set(subjectOf(decision), phase);
    return phases;
  }, [pending]);

  const decide = useCallback(
    (
      items: readonly Decided[],
      words: { readonly saving: string; readonly saved: (count: number) => string },
    ) => {
      say(words.saving);
      for (const chunk of chunks(items)) {
        commands.submit({
          decisions: chunk.flatMap(({ decisions }) => decisions),
          undo: chunk.flatMap(({ undo }) => undo),
          words: { saving: words.saving, saved: words.saved(chunk.length) },
        });
      }
    },
    [commands, say],
  );

  const undo = useCallback(
    (entry: UndoEntry) => {
      setUndos((now) => now.filter((other) => other !== entry));
      decide([{ decisions: entry.undo, undo: [] }], {
        saving: text('console-mapping.undoing'),
        saved: () => text('console-mapping.undone', { action: entry.words }),
      });
    },
    [decide, text],
  );
  undone.current = undo;

  const onSettled = useEffectEvent(({ request, outcomes, error }: Settled) => {
    const taken = request.decisions.filter((_, index) => outcomes?.[index]?.ok === true);
    const rejected = new Map<string, { readonly detail: string; readonly code: string | null }>();
    for (const [index, decision] of request.decisions.entries()) {
      const outcome = outcomes?.[index];
      if (outcome?.ok === true) continue;
      const detail = outcome?.detail ?? error?.detail ?? '';
      const title = error?.title ?? '';
      rejected.set(subjectOf(decision), {
        detail: detail === '' ? title : detail,
        code: outcome?.code ?? error?.code ?? null,
      });
    }
    listener.onApplied(taken);
    for (const [subject, { detail, code }] of rejected) listener.onRejected(subject, detail, code);
    const subjects = new Set(request.decisions.map(subjectOf));
    if (rejected.size > 0) {
      const [first] = rejected.values();
      const one = subjects.size === 1;
      alert(
        one
          ? text('console-mapping.rejected', { detail: first?.detail ?? '' })
          : text('console-mapping.rejected-some', {
              saved: subjects.size - rejected.size,
              failed: rejected.size,
            }),
      );
    } else say(text('console-mapping.saved', { status: listener.status() }));
    const back = request.undo.filter((decision) => !rejected.has(subjectOf(decision)));
    if (rejected.size === subjects.size) return;
    if (back.length === 0) {
      toast(request.words.saved);
      return;
    }
    const entry = { decisions: taken, undo: back, words: request.words.saved };
    setUndos((now) => [...now, entry].slice(-mostUndos));
    toast(request.words.saved, () => undone.current(entry));
  });
  useEffect(() => commands.onSettled((settled) => onSettled(settled)), [commands]);
  useSayPhases(pending, say);

  const lastUndo = undos.at(-1) ?? null;
  return { saving, decide, undo, lastUndo, isOwn: commands.isOwn };
}

/** Whole items, at most a hundred decisions together. */
function chunks(items: readonly Decided[]): readonly (readonly Decided[])[] {
  const all: Decided[][] = [];
  let room = 0;
  for (const item of items) {
    if (room < item.decisions.length) {
      all.push([]);
      room = most;
    }
    all.at(-1)?.push(item);
    room -= item.decisions.length;
  }
  return all;
}

/** Once each: after two seconds, and when it waits for the worker. */
function useSayPhases(
  pending: readonly { readonly phase: SavingPhase }[],
  say: (text: string) => void,
): void {
  const text = useTexts(consoleMapping);
  const latest = pending.some(({ phase }) => phase === 'waiting')
    ? text('console-mapping.phase.waiting')
    : pending.some(({ phase }) => phase === 'still')
      ? text('console-mapping.phase.still')
      : null;
  useEffect(() => {
    if (latest !== null) say(latest);
  }, [latest, say]);
}

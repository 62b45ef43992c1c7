import type { WriteBack } from '../../api/write-backs.ts';
import type { State } from './address.ts';
import { useWriteBacksTexts } from './texts.ts';

type Tab = 'all' | 'queued' | 'sending' | 'confirmed' | 'stale' | 'conflict' | 'rejected' | 'canceled';

const tabs: readonly (readonly [Tab, readonly State[]])[] = [
  ['all', []],
  ['queued', ['queued']],
  ['sending', ['sending', 'unknown']],
  ['confirmed', ['confirmed', 'unchanged']],
  ['stale', ['stale']],
  ['conflict', ['conflict']],
  ['rejected', ['rejected']],
  ['canceled', ['canceled']],
];

/** One press for each state; counts where all lines are known. */
export function StateTabs({
  chosen,
  all,
  onChoose,
}: {
  readonly chosen: readonly State[];
  /** Null: more lines than are counted here. */
  readonly all: readonly WriteBack[] | null;
  readonly onChoose: (states: readonly State[]) => void;
}) {
  const text = useWriteBacksTexts();
  return (
    <div role="group" aria-label={text('console-write-backs.states')} className="flex flex-wrap gap-1">
      {tabs.map(([tab, states]) => {
        const count = all?.filter(({ state }) => states.length === 0 || states.includes(state)).length;
        const name = text(`console-write-backs.tab.${tab}`);
        const pressed = states.join() === chosen.join();
        return (
          <button
            key={tab}
            type="button"
            aria-pressed={pressed}
            onClick={() => onChoose(states)}
            className={`h-(--control-dense) rounded-full border px-3 text-table ${pressed ? 'border-accent bg-selected font-medium' : 'border-line bg-surface hover:bg-hover'}`}
          >
            {count === undefined ? name : text('console-write-backs.tab-count', { name, count })}
          </button>
        );
      })}
    </div>
  );
}

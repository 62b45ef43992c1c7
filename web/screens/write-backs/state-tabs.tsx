import type { WriteBack } from '../../api/write-backs.ts';
import { formatCount } from '../../values/format.ts';
import type { State } from './address.ts';

const tabs: readonly (readonly [string, readonly State[]])[] = [
  ['All', []],
  ['Queued', ['queued']],
  ['Sending', ['sending', 'unknown']],
  ['Confirmed', ['confirmed', 'unchanged']],
  ['Stale', ['stale']],
  ['Conflict', ['conflict']],
  ['Rejected', ['rejected']],
  ['Cancelled', ['canceled']],
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
  return (
    <div role="group" aria-label="States" className="flex flex-wrap gap-1">
      {tabs.map(([words, states]) => {
        const count = all?.filter(({ state }) => states.length === 0 || states.includes(state)).length;
        const pressed = states.join() === chosen.join();
        return (
          <button
            key={words}
            type="button"
            aria-pressed={pressed}
            onClick={() => onChoose(states)}
            className={`h-(--control-dense) rounded-full border px-3 text-table ${pressed ? 'border-accent bg-selected font-medium' : 'border-line bg-surface hover:bg-hover'}`}
          >
            {words}
            {count === undefined ? '' : ` ${formatCount(count)}`}
          </button>
        );
      })}
    </div>
  );
}

import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useId } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { menuContent, menuItem } from '../../../components/menu-look.ts';
import { useWords } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import type { Shortcut } from '../../../components/shortcut.ts';
import { useShortcuts } from '../../../components/shortcuts.tsx';
import { shortText } from '../../../components/visible-text.ts';
import { type Action, type ActionId, actionsOf } from '../review/actions.ts';
import { useReview } from '../review/review.tsx';
import { type PanelText, usePanelTexts } from './texts.ts';

/**
 * Next to Approve in the foot; the others are in the menu. Where it is closed by a check: an override, and that the difference
 * is right for this month; else a quantity.
 */
function besideOf(actions: readonly Action[]): readonly Action[] {
  const of = (...wanted: readonly ActionId[]) => actions.filter(({ id }) => wanted.includes(id));
  if (actions[0]?.why === null) return of('hold');
  const [override] = of('override');
  if (override !== undefined) return [override, ...of('dismiss')];
  const adjust = of('adjust');
  return adjust.length > 0 ? adjust : of('hold');
}

/** What is open to press, named with its line, for who types it instead. */
const inPalette = (actions: readonly Action[], { label }: UsageRow, text: PanelText): readonly Shortcut[] =>
  actions
    .filter(({ why }) => why === null)
    .map(({ words, names, run }) => ({
      keys: '',
      words: text('console-usage-panel.actions.of', {
        action: words,
        name: `${shortText(label)}${names === '' ? '' : `, ${names.replace(' · ', ', ')}`}`,
      }),
      group: text('console-usage-panel.actions.group'),
      run,
    }));

/** At the foot of the panel, in one row: what settles the line, one more, and the menu of all. */
export function LineActions({ row }: { readonly row: UsageRow }) {
  const review = useReview();
  const words = useWords(row.integrationId);
  const text = usePanelTexts(row.integrationId);
  const { saving } = review.deciding.decisions.stateOf(row.id);
  const reasonId = useId();
  const actions = actionsOf(row, review, words);
  useShortcuts(inPalette(actions, row, text));
  const [approve] = actions;
  const beside = besideOf(actions);
  const withKey = (action: string, key: string): string =>
    text('console-usage-panel.actions.with-key', { action, key: key.toUpperCase() });
  if (approve === undefined) return null;
  const label =
    approve.names === '' ? approve.words : `${approve.words}, ${approve.names.replace(' · ', ', ')}`;
  return (
    <div className="flex flex-col gap-2">
      {approve.why === null ? null : (
        <p id={reasonId} className="truncate text-label text-ink-2" title={approve.why}>
          {approve.why}
        </p>
      )}
      <div className="flex items-stretch gap-2">
        <Button
          look="primary"
          className="h-auto min-h-(--control) min-w-0 grow py-1"
          closed={approve.why !== null}
          busy={saving}
          aria-label={label}
          aria-describedby={approve.why === null ? undefined : reasonId}
          aria-keyshortcuts={approve.key}
          title={withKey(label, approve.key)}
          onClick={approve.run}
        >
          <span className="flex min-w-0 flex-col items-center leading-tight">
            <span>{approve.words}</span>
            {approve.names === '' ? null : (
              <span className="max-w-full truncate text-meta font-normal">{approve.names}</span>
            )}
          </span>
        </Button>
        {beside.map(({ id, words: label, key, why, run }) => (
          <Button
            key={id}
            className="h-auto min-h-(--control)"
            closed={why !== null || saving}
            aria-label={label}
            aria-keyshortcuts={key}
            title={why ?? withKey(label, key)}
            onClick={run}
          >
            {id === 'dismiss' ? text('console-usage-panel.actions.dismiss') : label}
          </Button>
        ))}
        <More
          actions={actions.filter((one) => one.id !== 'approve' && !beside.includes(one))}
          saving={saving}
        />
      </div>
    </div>
  );
}

function More({ actions, saving }: { readonly actions: readonly Action[]; readonly saving: boolean }) {
  const text = usePanelTexts();
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button className="h-auto min-h-(--control)" aria-label={text('console-usage-panel.actions.more')}>
          <Ellipsis size={16} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuContent}>
          {actions.map(({ id, words, key, why, run }) => {
            const reason = why ?? (saving ? text('console-usage-panel.actions.saving') : null);
            return (
              <DropdownMenu.Item
                key={id}
                className={menuItem}
                aria-disabled={reason !== null}
                aria-keyshortcuts={key}
                onSelect={(event) => {
                  if (reason === null) run();
                  else event.preventDefault();
                }}
              >
                <span className="grow">
                  {words}
                  {reason === null ? null : <span className="block text-label text-ink-3">{reason}</span>}
                </span>
                <kbd className="text-label text-ink-3">{key.toUpperCase()}</kbd>
              </DropdownMenu.Item>
            );
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

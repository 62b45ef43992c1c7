import { Modal } from './modal.tsx';
import type { Shortcut } from './shortcut.ts';
import { commonText } from '../values/common-texts.ts';

const shown = (keys: string): string =>
  keys
    .split(' ')
    .map((part) => part.replace('Mod+', 'Ctrl/⌘ ').replace('Shift+', 'Shift '))
    .reduce((first, second) => commonText('console-common.keys-then', { first, second }));

/** Every key that acts on this page; opened by `?`. */
export default function ShortcutSheet({
  shortcuts,
  onClose,
}: {
  readonly shortcuts: readonly Shortcut[];
  readonly onClose: () => void;
}) {
  const withKey = shortcuts.filter(({ keys }) => keys !== '');
  const groups = [...new Set(withKey.map(({ group }) => group))];
  return (
    <Modal title={commonText('console-common.shortcuts')} onClose={onClose} wide>
      <div className="grid gap-6 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-2 text-label font-semibold text-ink-2">{group}</h3>
            <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1 text-table">
              {withKey
                .filter((shortcut) => shortcut.group === group)
                .map(({ keys, words }) => (
                  <div key={keys} className="contents">
                    <dt>
                      <kbd className="rounded-chip border border-line bg-sunken px-1.5 font-mono text-meta">
                        {shown(keys)}
                      </kbd>
                    </dt>
                    <dd>{words}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="mt-4 text-label text-ink-3">{commonText('console-common.single-keys')}</p>
    </Modal>
  );
}

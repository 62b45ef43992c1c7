import { consoleControlList } from '../../../../messages/generated/console-control-list.ts';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { flushSync } from 'react-dom';
import { type SettingsInfo, useChangeSettings, useSettings } from '../../../api/settings.ts';
import { useClosed } from '../../../api/session.ts';
import { useAnnouncer } from '../../../components/announcer.tsx';
import { Button } from '../../../components/button.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { useTexts } from '../../../components/texts.ts';
import { changed, type EditedColumn, moved } from './control-list-columns.ts';
import { SettingsForm } from '../form/settings-form.tsx';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';
import { useDraft } from '../form/use-draft.ts';

/** Columns of the file for the accountant: selection, order and names. */
export function ControlListSection() {
  const settings = useSettings();
  const closed = useClosed()('change-settings');
  const text = useTexts(consoleSettings);
  const own = useTexts(consoleControlList);
  return (
    <SettingsSection
      title={text('console-settings.section.control-list')}
      text={own('console-control-list.why')}
      closed={closed}
    >
      <QueryView query={settings} rows={10}>
        {(data) => <ColumnsForm settings={data} isClosed={closed !== null} />}
      </QueryView>
    </SettingsSection>
  );
}

function ColumnsForm({
  settings,
  isClosed,
}: {
  readonly settings: SettingsInfo;
  readonly isClosed: boolean;
}) {
  const draft = useDraft({ columns: JSON.stringify(settings.controlListColumns) });
  const change = useChangeSettings();
  const text = useTexts(consoleControlList);
  const { say } = useAnnouncer();
  const columns = JSON.parse(draft.value('columns')) as readonly EditedColumn[];
  const set = (next: readonly EditedColumn[]): void => draft.set('columns', JSON.stringify(next));
  const move = (field: EditedColumn['field'], by: -1 | 1, button: HTMLElement): void => {
    const next = moved(columns, field, by);
    flushSync(() => set(next));
    // Moving a row in the page loses the focus.
    button.focus();
    say(
      text('console-control-list.moved', {
        column: text(`console-control-list.column.${field}`),
        place: next.findIndex((column) => column.field === field) + 1,
        count: next.length,
      }),
    );
  };
  const isWrong = !columns.some(({ shown }) => shown);
  return (
    <SettingsForm
      className="flex max-w-2xl flex-col gap-4"
      draft={draft}
      change={change}
      body={() => ({ controlListColumns: columns.map((column) => ({ ...column, name: named(column) })) })}
      saved={text('console-control-list.saved')}
      wrong={isWrong ? text('console-control-list.none-shown') : null}
      isClosed={isClosed}
    >
      <ol
        aria-label={text('console-control-list.columns')}
        className="flex flex-col divide-y divide-line rounded-card border border-line bg-surface"
      >
        {columns.map((column, at) => (
          <ColumnRow
            key={column.field}
            column={column}
            isFirst={at === 0}
            isLast={at === columns.length - 1}
            isClosed={isClosed}
            onChange={(one) => set(changed(columns, column.field, one))}
            onMove={(by, button) => move(column.field, by, button)}
          />
        ))}
      </ol>
    </SettingsForm>
  );
}

/** `null`: the default one. */
const named = ({ name }: EditedColumn): string | null => name?.trim() || null;

interface ColumnRowProps {
  readonly column: EditedColumn;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isClosed: boolean;
  readonly onChange: (change: Partial<EditedColumn>) => void;
  readonly onMove: (by: -1 | 1, button: HTMLElement) => void;
}

function ColumnRow({ column, isFirst, isLast, isClosed, onChange, onMove }: ColumnRowProps) {
  const text = useTexts(consoleControlList);
  const usual = text(`console-control-list.column.${column.field}`);
  const moves = [
    { by: -1, words: text('console-control-list.move-up', { column: usual }), Icon: ArrowUp, isEnd: isFirst },
    {
      by: 1,
      words: text('console-control-list.move-down', { column: usual }),
      Icon: ArrowDown,
      isEnd: isLast,
    },
  ] as const;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5">
      <label className="flex min-w-44 flex-1 items-center gap-2">
        <input
          type="checkbox"
          checked={column.shown}
          disabled={isClosed}
          onChange={(event) => onChange({ shown: event.target.checked })}
        />
        {usual}
      </label>
      <input
        aria-label={text('console-control-list.name-of', { column: usual })}
        value={column.name ?? ''}
        placeholder={usual}
        maxLength={60}
        readOnly={isClosed}
        onChange={(event) => onChange({ name: event.target.value === '' ? null : event.target.value })}
        className={`h-(--control-dense) w-52 rounded-control border border-edge px-2 ${isClosed ? 'bg-sunken text-ink-3' : 'bg-surface'}`}
      />
      <span className="flex gap-1">
        {moves.map(({ by, words, Icon, isEnd }) => (
          <Button
            key={by}
            look="quiet"
            dense
            aria-label={words}
            title={words}
            closed={isClosed || isEnd}
            onClick={(event) => onMove(by, event.currentTarget)}
          >
            <Icon size={16} aria-hidden />
          </Button>
        ))}
      </span>
    </li>
  );
}

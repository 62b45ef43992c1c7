import type { DescendantInfo, LineageRoot } from '../../../api/people.ts';
import { useLineage } from '../../../api/people.ts';
import { Button } from '../../../components/button.tsx';
import { filled, slot, useTexts } from '../../../components/texts.ts';
import { Instant } from '../../../components/instant.tsx';
import { QueryView } from '../../../components/query-view.tsx';
import { VendorText } from '../../../components/vendor-text.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** What was created with a key or by a member and is in use: each may end along. Says what waits and is canceled. */
export function Dependents({
  root,
  chosen,
  onChange,
}: {
  readonly root: LineageRoot;
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
}) {
  const lineage = useLineage(root);
  const text = useTexts(consoleSettings);
  const isKey = root.kind === 'api-key';
  return (
    <QueryView query={lineage}>
      {({ items, waitingApprovals }) => (
        <>
          {waitingApprovals === 0 ? null : (
            <p>
              {text(isKey ? 'console-settings.waiting-with-key' : 'console-settings.waiting-by-member', {
                count: waitingApprovals,
              })}
            </p>
          )}
          {items.length === 0 ? null : (
            <fieldset className="flex flex-col gap-2">
              <legend className="mb-1 flex w-full items-center justify-between gap-2">
                {text(isKey ? 'console-settings.created-with-key' : 'console-settings.created-by-member')}
                <Button dense onClick={() => onChange(items.map(({ id }) => id))}>
                  {text('console-settings.select-all')}
                </Button>
              </legend>
              {items.map((one) => (
                <Choice
                  key={one.id}
                  one={one}
                  chosen={chosen.includes(one.id)}
                  onChange={(on) => onChange(on ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))}
                />
              ))}
            </fieldset>
          )}
        </>
      )}
    </QueryView>
  );
}

function Choice({
  one,
  chosen,
  onChange,
}: {
  readonly one: DescendantInfo;
  readonly chosen: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const { kind, name, role, creator, createdAt, waitingApprovals } = one;
  const text = useTexts(consoleSettings);
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        className="mt-1 size-4 accent-accent"
        checked={chosen}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {filled(
          text('console-settings.descendant', {
            kind: text(`console-settings.kind.${kind}`),
            name: slot(0),
            role: text(`console-settings.role.${role}`),
            creator: slot(1),
            when: slot(2),
          }),
          <VendorText text={name} />,
          <VendorText text={creator.name} />,
          <Instant at={createdAt} />,
        )}
        {waitingApprovals === 0
          ? null
          : ` ${text('console-settings.descendant-cancels', { count: waitingApprovals })}`}
      </span>
    </label>
  );
}
